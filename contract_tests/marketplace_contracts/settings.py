"""The settings of a run.

`Settings` is the one table of them: each field is a setting. The options of `check` and pytest, the configuration keys, the
checks of values, and the command that repeats a contract are all derived from its fields.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from functools import cache
from typing import Any, Literal, get_args, get_type_hints

from marketplace_contracts.pauses import Pauses
from marketplace_contracts.setting import Setting, row

DEFAULT_EMULATOR = "http://127.0.0.1:4100"
A_DAY = 86_400
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+=[\t\x20-\x7e\xa0-\xff]*")
"""A name and a value that HTTP can carry (RFC 9110, section 5)."""
Level = Literal["must", "should"]


def _not_empty(value: str | None) -> bool:
    return value != ""


def _is_json(value: str) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Settings:
    """The settings; options have `-` for `_`. There is no option for `pauses`, which only tests change."""

    subject: str = field(
        default="", metadata=row("The integration: a URL, package.module:app or a Lambda handler.", repeated=False)
    )
    command: str | None = field(
        default=None,
        metadata=row(
            "Start the subject with this command, and stop it at the end.",
            "COMMAND",
            expected="the command that starts the subject, e.g. 'node server.js'",
            good=lambda value: value is None or bool(value.strip()),
        ),
    )
    interface: Literal["auto", "wsgi", "asgi", "lambda"] = field(
        default="auto", metadata=row("How to call a Python app, if the kit guesses wrong.", unoffered="auto")
    )
    front: Literal["http-api", "rest-api", "function-url", "alb"] | None = field(
        default=None,
        metadata=row("What stands in front of the Lambda handler; without it, the kit tries the events of all."),
    )
    path: str = field(
        default="/",
        metadata=row(
            "The fulfillment URL's path, for a subject without a URL.  [default: /]",
            "PATH",
            expected="a path that begins with /, e.g. /marketplace/register",
            good=lambda value: value.startswith("/"),
        ),
    )
    accounts: str | None = field(
        default=None,
        metadata=row(
            "The probe: a GET answers a JSON list of the stored accounts.",
            "URL",
            expected="the probe's address, e.g. /accounts, or leave it out",
            good=_not_empty,
        ),
    )
    product: tuple[str, ...] = field(
        default=(),
        metadata=row(
            "A product that the subject sells; repeatable, one of each generation.",
            "CODE",
            expected="the code of the product that the subject sells",
            good=_not_empty,
        ),
    )
    log: str | None = field(
        default=None,
        metadata=row(
            "The log file of the subject.",
            "FILE",
            expected="the file that the subject writes, or leave it out",
            good=_not_empty,
        ),
    )
    driver: str | None = field(
        default=None,
        metadata=row(
            "A Python file with a class that has register(buyer, form).",
            "FILE",
            expected="a Python file, or leave it out",
            good=_not_empty,
        ),
    )
    then: str | None = field(
        default=None,
        metadata=row(
            "The address that the page's form or script posts to after AWS's form, if the kit does not find it.",
            "URL",
            expected="the address to which the page's form or script posts, e.g. /api/register, or leave it out",
            good=_not_empty,
        ),
    )
    then_json: str | None = field(
        default=None,
        metadata=row(
            "The JSON for --then; {token}, {name} and {email} stand for the buyer's.  "
            '[default: the page\'s form, or {"token": "{token}"}]',
            "JSON",
            expected='JSON with {token} for the token, e.g. {"regToken": "{token}", "email": "{email}"}',
            good=lambda value: value is None or _is_json(value),
        ),
    )
    emulator: str | None = field(
        default=None,
        metadata=row(
            "The emulator that the subject uses, if it already runs.",
            "URL",
            expected=f"the emulator's URL, e.g. {DEFAULT_EMULATOR}, or leave it out",
            good=_not_empty,
        ),
    )
    env: Mapping[str, str] = field(
        default_factory=dict,
        metadata=row(
            "An environment variable for the subject; repeatable.",
            "NAME=VALUE",
            expected="the name and value of an environment variable, e.g. DATABASE=test.db",
            good=lambda pair: bool(pair[0]) and "=" not in pair[0] and "\0" not in "".join(pair),
        ),
    )
    header: Mapping[str, str] = field(
        default_factory=dict,
        metadata=row(
            "A header that your front end adds to each request; repeatable.",
            "NAME=VALUE",
            expected="the name and value of an HTTP header, e.g. X-Forwarded-Host=shop.example",
            good=lambda pair: bool(_HEADER.fullmatch("=".join(pair))),
        ),
    )
    contract: tuple[str, ...] = field(
        default=(), metadata=row("Try only this contract or family; repeatable.", "ID", repeated=False)
    )
    generation: Literal["legacy", "concurrent"] | None = field(
        default=None, metadata=row("Try only products of this generation.")
    )
    examples: int = field(
        default=25,
        metadata=row("How many examples to try for a contract.  [default: 25]", expected="1 or more", least=1),
    )
    seed: int = field(
        default=0,
        metadata=row("The seed of the examples; the same seed gives the same verdicts.  [default: 0]", repeated=False),
    )
    patience: float = field(
        default=30.0,
        metadata=row(
            "How many seconds a buyer waits for an answer.  [default: 30]",
            expected="the seconds that a buyer waits, at most a day, e.g. 30",
            good=lambda value: 0 < value <= A_DAY,
        ),
    )
    report: str | None = field(
        default=None,
        metadata=row(
            "Write report.json, junit.xml and report.html to this folder.",
            "DIR",
            expected="a folder, or leave it out",
            good=_not_empty,
            repeated=False,
        ),
    )
    fail_on: Level = field(
        default="must", metadata=row("Which broken contracts make the run fail.  [default: must]", repeated=False)
    )
    allow_unverified: int | None = field(
        default=None,
        metadata=row(
            "How many contracts may be not verified.  [default: half of them]",
            "N",
            expected="0 or more, or leave it out",
            good=lambda value: value is None or value >= 0,
            repeated=False,
        ),
    )
    pauses: Pauses = field(default_factory=Pauses)

    def __post_init__(self) -> None:
        for each in table():
            each.check(getattr(self, each.name))

    @property
    def emulator_url(self) -> str:
        """The URL of the emulator that a subject at a URL uses."""
        return self.emulator or os.environ.get("MARKETPLACE_EMULATOR_URL") or DEFAULT_EMULATOR


@cache
def table() -> tuple[Setting, ...]:
    """Return the settings in the order of the fields."""
    hints = get_type_hints(Settings)
    return tuple(_from_field(each, hints[each.name]) for each in fields(Settings) if "row" in each.metadata)


def _from_field(declared: Field[Any], hint: Any) -> Setting:
    inner = [each for each in get_args(hint) if each is not type(None)]
    alone = inner[0] if len(inner) == 1 and type(None) in get_args(hint) else hint  # `X | None`
    choices = get_args(alone) if str(alone).startswith("typing.Literal") else ()
    kinds: dict[Any, Any] = {int: "whole", float: "number", tuple[str, ...]: "many", Mapping[str, str]: "pairs"}
    default = {} if declared.default_factory is dict else declared.default
    return Setting(declared.name, default, kinds.get(alone, "text"), choices, declared.metadata["row"])
