"""Write the pages that are generated from the code: `python -m docs.generate`, or `make docs`."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Callable, Iterable
from pathlib import Path

import marketplace_emulator
from docs import error_words, kill_matrix, messages
from marketplace_emulator import catalogue, errors, events, fidelity, profiles_copy, readings, sdk_settings
from marketplace_emulator.events import schema

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "fixtures" / "schemas"
"""The JSON Schemas of what AWS tells the seller, one file a message."""
_NOT_IMPORTED = (
    "marketplace_emulator.__main__",
    "marketplace_emulator.commands",
    "marketplace_emulator.pytest_plugin",
    "marketplace_emulator.aws_cli",
)
_KIT = (
    "marketplace_contracts.browser",
    "marketplace_contracts.driving.lambda_answers",
    "marketplace_contracts.driving.lambda_events",
)
"""The kit's modules that imitate AWS."""


def fidelity_page() -> str:
    """Write the page of imitated behaviours, errors and readings, each with its certainty and source."""
    for module in pkgutil.walk_packages(marketplace_emulator.__path__, "marketplace_emulator."):
        if not module.name.startswith(_NOT_IMPORTED):
            importlib.import_module(module.name)
    for name in _KIT:
        importlib.import_module(name)
    lines = [
        "# What is imitated, and how certain that is",
        "",
        "Generated from the marks in the code by `make docs`. **doc**: AWS's documentation or service model says so. **seen**:",
        "somebody published what the real service did. **assumed**: nobody published it, and the emulator picks the most",
        "likely answer.",
        "",
        "## Behaviours",
        "",
        *_table(
            ("module", "behaviour", "sure", "source"),
            (
                (
                    f"`{each.module.removeprefix('marketplace_emulator.')}`",
                    each.sentence,
                    f"**{each.sure}**",
                    each.source,
                )
                for each in sorted(fidelity.BEHAVIOURS, key=lambda each: (each.module, each.sentence))
            ),
        ),
        "",
        "## Errors",
        "",
        *_table(
            ("code", "status", "message", "sure", "source"),
            (
                (
                    f"`{each.code}`",
                    str(each.status),
                    each.message or "(says what is wrong)",
                    f"**{each.sure}**",
                    each.source,
                )
                for _, each in sorted(errors.AwsError.known.items())
            ),
        ),
        "",
        "## Errors that the models declare",
        "",
        "Their status is the service model's (**doc**). Nobody published their messages: the model's documentation of the error",
        "is taken for it (**assumed**), unless the error stands above. [Words](error-words.md) and rules reach each of them.",
        "",
        *_table(
            ("code", "status", "declared by"),
            (
                (f"`{code}`", ", ".join(sorted(found)), ", ".join(f"`{name}`" for name in sorted(names)))
                for code, (found, names) in sorted(_declared().items())
            ),
        ),
        "",
        "## Readings: where AWS's documents disagree",
        "",
        "The first alternative is the default.",
        "",
        *_table(
            ("reading", "alternative", "sure", "who says so"),
            (
                (f"`{reading.name}`" if first else "", f"`{value}`", f"**{reading.marks[value]}**", source)
                for reading in readings.READINGS.values()
                for first, (value, source) in _first(reading.sources.items())
            ),
        ),
    ]
    return "\n".join(lines) + "\n"


def _declared() -> dict[str, tuple[set[str], set[str]]]:
    """List the declared errors: the statuses, and the operations that declare them."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for operation in catalogue.by_name().values():
        for code in operation.errors:
            statuses, operations = found.setdefault(code, (set(), set()))
            statuses.add(str(catalogue.declared(operation, code)[0]))
            operations.add(operation.name)
    return found


def contracts_page() -> str:
    """Write the contracts by family: the sentence, the level, the reason, and the source."""
    from marketplace_contracts.contract import contracts

    lines = [
        "# The contracts",
        "",
        "Generated from the contracts by `make docs`. **must**: AWS demands it, or a violation harms a buyer. **should**: a good",
        "integration does it, but there may be reasons not to. Each contract is tried under all alternatives of its readings,",
        "and holds only if it holds under every one. [How to check your integration](howto-check-your-integration.md).",
    ]
    family = ""
    for each in contracts().values():
        if each.family != family:
            family = each.family
            lines += ["", f"## {family}"]
        lines += [
            "",
            f"### `{each.id}`",
            "",
            f"**{each.level}** {each.sentence}",
            "",
            f"Why: {each.why}  ",
            f"Source: {each.source}",
        ]
        if each.readings:
            lines[-1] += "  "
            lines.append("Readings: " + ", ".join(f"`{name}`" for name in each.readings))
        if len(each.generations) == 1:
            lines[-1] += "  "
            lines.append(f"Only for products of the generation `{each.generations[0]}`")
        if each.kinds:
            lines[-1] += "  "
            lines.append(f"Only for subjects that are {' or '.join(each.kinds)}")
    return "\n".join(lines) + "\n"


def environment_page() -> str:
    """Write the table of what AWS's SDKs read of a program's environment."""
    does = {"set": "set", "neutral": "replaced", "left": "left"}
    lines = [
        "# The environment of a program that is tried",
        "",
        "Generated from `sdk_settings.py` by `make docs`. AWS's SDKs choose an endpoint, a Region, credentials and a proxy by what they",
        "find in the environment and in the files of `~/.aws`. `marketplace.environment()`, the fixture `marketplace_server`,",
        "`marketplace-emulator check` and the lines that `serve` prints leave nothing there that leads to AWS or through a proxy.",
        "",
        "**set**: always set to this value. **replaced**: if the variable has another value, this one takes its place. **left**: stays",
        "as it is. The endpoints are `AWS_ENDPOINT_URL_` with a service's name, such as",
        "`AWS_ENDPOINT_URL_MARKETPLACE_METERING`. To give a program something else, use `--env NAME=VALUE` of `check`.",
        "",
        *_table(
            ("variable", "", "value", "why", "source"),
            (
                (
                    " ".join(f"`{name}`" for name in each.names),
                    f"**{'left' if each.value == sdk_settings.SAME else does[each.does]}**",
                    _value(each),
                    each.why,
                    each.source,
                )
                for each in sdk_settings.TABLE
            ),
        ),
        "",
        "The profiles are copied to a temporary file. Each has the emulator's credentials and Region, and of the developer's own settings",
        f"only {', '.join(f'`{key}`' for key in profiles_copy.KEPT)}: the endpoints of other services may be stand-ins, too.",
        "",
        "In Python, `marketplace.client()` reads none of this.",
    ]
    return "\n".join(lines) + "\n"


def _value(setting: sdk_settings.Setting) -> str:
    if setting.does == "left" or setting.value.startswith("<"):
        return setting.value.strip("<>")
    return f"`{setting.value}`" if setting.value else "empty"


def _first(pairs: Iterable[tuple[str, str]]) -> Iterable[tuple[bool, tuple[str, str]]]:
    return ((index == 0, pair) for index, pair in enumerate(pairs))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *cells)]


PAGES: dict[str, Callable[[], str]] = {
    "contracts.md": contracts_page,
    "environment.md": environment_page,
    "error-words.md": lambda: error_words.page(_table),
    "fidelity.md": fidelity_page,
    "kill-matrix.md": kill_matrix.page,
    "messages.md": lambda: messages.page(_table),
}


def main() -> None:
    """Write every generated page, and the schemas of messages."""
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), encoding="utf-8")
    SCHEMAS.mkdir(exist_ok=True)
    for each in SCHEMAS.glob("*.json"):
        each.unlink()
    for type_ in events.EVENTS:
        text = json.dumps(schema.of(type_), indent=2, ensure_ascii=False)
        (SCHEMAS / f"{events.file_name(type_)}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
