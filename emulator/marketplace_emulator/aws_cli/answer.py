"""An operation's answer, whole or page by page, before it is formatted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """A response from botocore, or its iterator over pages, with the compiled `--query` to apply."""

    response: Any
    query: Any = None

    @property
    def paged(self) -> bool:
        return not isinstance(self.response, dict)

    def whole(self) -> Any:
        """Put all pages together and apply the query to the result."""
        return self.found_in(self.response.build_full_result() if self.paged else self.response)

    def each_page(self) -> Iterator[Any]:
        """Apply the query to each page as it comes."""
        for page in self.response if self.paged else [self.response]:
            yield self.found_in(page)

    def each_result(self) -> Iterator[Any]:
        """Reduce each page to its result keys, as text output shows them, and add the token of the next page last."""
        if not self.paged:
            yield self.found_in(self.response)
            return
        from botocore.utils import set_value_from_jmespath

        pages = self.response
        for number, page in enumerate(pages):
            part = {} if number else pages.non_aggregate_part
            for key in pages.result_keys:
                set_value_from_jmespath(part, key.expression, key.search(page))
            yield self.found_in(part)
        if pages.resume_token:
            yield self.found_in({"NextToken": {"NextToken": pages.resume_token}})

    def found_in(self, part: dict[str, Any]) -> Any:
        """Remove botocore's own metadata and apply the query."""
        shown = {name: value for name, value in part.items() if name != "ResponseMetadata"}
        return shown if self.query is None else self.query.search(shown)
