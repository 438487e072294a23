"""The page of the words for errors, with the errors that each operation declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from marketplace_emulator import catalogue, error_words
from marketplace_emulator.operations import HERE

_SENT_AS = {
    "dimension": "a dimension",
    "product_code": "a product code",
    "customer_identifier": "a CustomerIdentifier",
    "agreement_id": "an agreement's id",
}
_DOES = {"error": "{}", "expired_credentials": "ExpiredTokenException with status 403", "latency": "waits {} seconds"}
_LOST = {"hang": "never answers", "drop": "closes the connection"}


def page(table: Callable[[tuple[str, ...], Iterable[tuple[str, ...]]], list[str]]) -> str:
    """Write the page."""
    lines = [
        "# Words for errors",
        "",
        "Generated from `error_words.py` by `make docs`. Send a word as a dimension, a product code, a CustomerIdentifier or an",
        "agreement's id, and the operation answers with its error. [Faults](faults.md#words-instead-of-rules) explains them.",
        "",
        "## Errors that an operation declares",
        "",
        "The word is the error's code in lower case with hyphens, without Exception; three are shorter. In an operation that does not",
        "declare the error, the word is only a name. ResolveCustomer takes the [words for tokens](../fixtures/error_tokens.yaml). A rule",
        "reaches all of these errors, too: `marketplace-emulator fault add --operation MeterUsage --error DuplicateRequestException`.",
        "",
        *table(("operation", "word", "error", "status"), _declared()),
        "",
        "Send it as:",
        "",
        *(f"- {name}: {sent}" for name, sent in _sent()),
        "",
        "## In every operation",
        "",
        *table(("word", "the operation"), ((f"`{word}`", _does(rule)) for word, rule in _everywhere())),
        "",
        "After `slow`, the operation runs, and the word is only a name to it: most answer that there is no such product or dimension.",
        "An answer that is slow or lost after successful work needs a rule with a name of your own:",
        "`marketplace-emulator fault add --operation BatchMeterUsage --drop after --times 1`.",
        "",
        "## For one record of BatchMeterUsage",
        "",
        "The word, as the record's dimension or CustomerIdentifier, is the status of this record alone. The record is not billed.",
        "",
        *table(
            ("word", "the record"),
            (
                (f"`{word}`", "is in `UnprocessedRecords`" if status == "Unprocessed" else f"has the status {status}")
                for word, status in error_words.STATUSES.items()
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def _declared() -> Iterator[tuple[str, ...]]:
    for name, _ in _sent():
        operation = catalogue.by_name()[name]
        for first, code in ((index == 0, each) for index, each in enumerate(operation.errors)):
            status, _ = catalogue.declared(operation, code)
            yield f"`{name}`" if first else "", f"`{error_words.of_error(code)}`", f"`{code}`", str(status)


def _sent() -> Iterator[tuple[str, str]]:
    """Yield the operations that a word can reach, with what it is sent as."""
    for name, living in HERE.items():
        paths = {noun: catalogue.written_path(path) for noun, path in living.paths if noun in _SENT_AS}
        if paths:
            yield name, ", ".join(f"{_SENT_AS[noun]} (`{path}`)" for noun, path in paths.items())


def _everywhere() -> Iterator[tuple[str, dict[str, object]]]:
    for word, asked in error_words.IN_EVERY_OPERATION.items():
        yield word, dict(asked)


def _does(asked: dict[str, object]) -> str:
    kind, value = next(iter(asked.items()))
    if kind in _LOST:
        return _LOST[kind]
    said = _DOES[kind].format(value)
    return said if kind == "latency" else f"answers {said}"
