"""A correct integration that settings of the run may miss: one page, or one list for each worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.contract_tests_kit.subjects.tiny import Tiny


class OnePage(Tiny):
    """Answers 404 at all addresses but two."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] in ("/", "/accounts"):
            return super().__call__(environ, start_response)
        return self.answer(start_response, "404 Not Found", "There is nothing here.")


one_page = OnePage()


class Recycled(Tiny):
    """Shows a new list after five accounts, as a worker does that stores in its memory and is replaced now and then."""

    def listed(self) -> Any:
        """Return the accounts of the present worker."""
        return self.accounts[len(self.accounts) // 6 * 6 :]


recycled = Recycled()
