"""YAML 1.2 as the AWS CLI v2 writes it: a text that looks like a number, a date or a boolean is in quotes."""

from __future__ import annotations

import re
from typing import Any

import yaml

# PyYAML without libyaml has no C classes; the output is the same.
SafeDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

# https://yaml.org/spec/1.2.2/#103-core-schema, with the underscores, dates and merge keys that the AWS CLI's reader
# (ruamel.yaml) keeps from 1.1.
SCALARS = (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?0b[0-1_]+|[-+]?0o[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+", "-+0123456789"),
    (
        "float",
        r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
        r"|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+0123456789.",
    ),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    (
        "timestamp",
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
        r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?",
        "0123456789",
    ),
    ("merge", r"<<", "<"),
    ("value", r"=", "="),
)


class Dumper(SafeDumper):  # type: ignore[misc]  # the class is chosen at run time
    """Writes text that a YAML 1.2 reader reads back unchanged."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's name for it

    def represent_float(self, number: float) -> Any:
        """Write `1e-07`; PyYAML writes `1.0e-07`, because YAML 1.1 has no exponent without a point."""
        node = super().represent_float(number)
        node.value = node.value.replace(".0e", "e")
        return node


for name, pattern, first in SCALARS:
    Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{name}", re.compile(f"^(?:{pattern})$"), list(first))
Dumper.add_representer(float, Dumper.represent_float)
Dumper.add_multi_representer(dict, SafeDumper.represent_dict)


def write(value: Any) -> str:
    """Write a value in block style with its keys sorted, like the AWS CLI v2."""
    return str(yaml.dump(value, Dumper=Dumper, default_flow_style=False, allow_unicode=True))
