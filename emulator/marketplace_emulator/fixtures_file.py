"""Fixture files: the products, buyers, agreements, tokens, faults and readings of a world, written in YAML."""

from __future__ import annotations

import inspect
import re
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml
from msgspec import UNSET, Meta, UnsetType

from marketplace_emulator import mistake
from marketplace_emulator.faults.rule import NewFault
from marketplace_emulator.nouns import Account
from marketplace_emulator.store.agreements import Status

AccountId = Account
"""Python's `$` also matches before a last newline, which `(?!\\n)` forbids; JSON Schema's never does."""
Name = Annotated[str, Meta(min_length=1, max_length=200)]
AgreementId = Annotated[
    str, Meta(max_length=200, pattern=r"^\w[\w .:+-]*$(?!\n)", description="letters, digits and any of _ .:+-")
]
Time = Annotated[str, Meta(description="now, now+4h, now-1d, or ISO 8601")]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry of a fixture file; identifiers left out are derived from its name."""


class Product(Entry, frozen=True, kw_only=True):
    """A SaaS product that the seller lists."""

    name: Name
    generation: Literal["legacy", "concurrent"] = "concurrent"
    product_code: Annotated[str, Meta(min_length=1, max_length=255)] | None = None
    product_id: Name | None = None
    seller_account: AccountId = "111122223333"


class Buyer(Entry, frozen=True, kw_only=True):
    """An AWS account that buys."""

    name: Name
    customer_aws_account_id: AccountId | None = None
    customer_identifier: Name | None = None


class Agreement(Entry, frozen=True, kw_only=True):
    """A buyer's purchase of a product, both by name or by identifier."""

    name: Name
    product: str
    buyer: str
    start_time: Time = "now"
    end_time: Time | None = None
    free_trial: bool = False
    status: Status = "ACTIVE"
    agreement_id: AgreementId | None = None
    license_arn: Name | None = None
    offer_id: Name | None = None


class Token(Entry, frozen=True, kw_only=True):
    """A registration token: written out, or derived from its name in AWS's shape.

    It belongs to `agreement` (a name or an id; the world's first where left out); `agreement: null` was never issued.
    """

    name: Name | None = None
    token: Annotated[str, Meta(min_length=1)] | None = None
    agreement: str | UnsetType | None = UNSET
    issued_at: Time = "now"
    expires_at: Time | None = None
    fault: NewFault | None = None


class Credential(Entry, frozen=True, kw_only=True):
    """An access key and the account whose it is, for --strict-signatures."""

    access_key_id: Name
    secret_access_key: Name
    account: AccountId


class Fixtures(Entry, frozen=True, kw_only=True):
    """A fixture file for marketplace-emulator."""

    products: list[Product] = []
    buyers: list[Buyer] = []
    agreements: list[Agreement] = []
    tokens: list[Token] = []
    faults: list[NewFault] = []
    readings: dict[str, str] = {}
    credentials: list[Credential] = []


MOST_VALUES = 5_000_000
"""Values in a file: a world of 100,000 agreements with tokens has two million, and aliases of aliases soon have billions."""


class FixtureError(ValueError):
    """A mistake in a fixture file; the text has its file, line and path, and what was expected."""


class Document:
    """A fixture file that has been read: its entries, and where each stands."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._weights: dict[int, int] = {}
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
            raise FixtureError(f"{file}: cannot be read: {reason}; give the path of a YAML file") from None
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        try:
            self._root: yaml.Node | None = loader.get_single_node()
            self._weigh(self._root, "$")
            content = {} if self._root is None else loader.construct_document(self._root)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise FixtureError(f"{file}:{line}: is not YAML: {error.problem}") from None
        except FixtureError:
            raise
        except (yaml.YAMLError, ValueError, RecursionError) as error:
            raise FixtureError(f"{file}:1: is not YAML: {error}") from None
        finally:
            loader.dispose()
        plain = _plain(content)
        try:
            self.fixtures: Fixtures = msgspec.convert(plain, Fixtures)
        except msgspec.ValidationError as error:
            raise self._mistake(error, plain) from None

    def error(self, path: str, text: str) -> FixtureError:
        """Make the error for the entry at a path such as `$.tokens[0].agreement`."""
        return FixtureError(f"{self.file}:{self._line(path)}: {path}: {text}")

    def _mistake(self, error: msgspec.ValidationError, content: Any) -> FixtureError:
        text = mistake.sentence(error, content, Fixtures, short=True)
        if re.match("Expected `str.*, got `(int|float|bool)`", str(error)) and "in quotes" not in text:
            text += "; write it in quotes"
        return self.error(f"${mistake.place(error, content)}", text)

    def _line(self, path: str) -> int:
        node, line = self._root, 1
        for key, index in re.findall(r"\.([^.\[\]]+)|\[(\d+)\]", path):
            if isinstance(node, yaml.MappingNode) and key:
                pair = next(((name, value) for name, value in node.value if name.value == key), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
                node = node.value[int(index)]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def _weigh(self, node: yaml.Node | None, path: str, around: tuple[yaml.Node, ...] = ()) -> int:
        """Count what a node holds, with its aliases written out; refuse what is written twice or would be endless."""
        if node in around:
            raise self.error(path, "is an alias of what it stands in; write it out as far as it is meant to go")
        if isinstance(node, yaml.MappingNode):
            self._forbid_twins(node, path)
            parts = [(value, f"{path}.{name.value}") for name, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            parts = [(value, f"{path}[{index}]") for index, value in enumerate(node.value)]
        else:
            return 1
        if id(node) not in self._weights:
            self._weights[id(node)] = 1 + sum(self._weigh(part, here, (*around, node)) for part, here in parts)
            if self._weights[id(node)] > MOST_VALUES:
                raise self.error(
                    path, f"holds more than {MOST_VALUES:,} values, its aliases written out; make it smaller"
                )
        return self._weights[id(node)]

    def _forbid_twins(self, node: yaml.MappingNode, path: str) -> None:
        seen: set[str] = set()
        for name, _ in node.value:
            if isinstance(name, yaml.ScalarNode) and name.value in seen:
                line = name.start_mark.line + 1
                raise FixtureError(f"{self.file}:{line}: {path}.{name.value}: is written twice; keep one of them")
            seen.add(name.value if isinstance(name, yaml.ScalarNode) else "")


def schema() -> dict[str, Any]:
    """Give the JSON Schema of a fixture file."""
    made = msgspec.json.schema(Fixtures)
    for each in made["$defs"].values():
        if "description" in each:  # a docstring, whose lines before Python 3.13 are indented
            each["description"] = inspect.cleandoc(each["description"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _plain(value: Any) -> Any:
    # YAML reads an ISO time as a time; fixtures keep the words, because `now+4h` is none.
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime | date) else value
