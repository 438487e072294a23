"""A test for pytest, which repeats the request in a world of its own and expects the same outcome."""

from __future__ import annotations

import keyword
import re

from marketplace_emulator.console.copies import small_world
from marketplace_emulator.console.copies.copied import Copied

NAME = "pytest"


def write(copied: Copied) -> str:
    """Write the test."""
    exchange = copied.exchange
    world, missing = small_world.write(copied)
    other = small_world.readings(copied)
    key, secret = copied.key
    signed = "" if copied.is_usual_key else f", aws_access_key_id={key!r}, aws_secret_access_key={secret!r}"
    steps = [
        'world = tmp_path / "world.yaml"',
        "world.write_text(WORLD)",
        f"with Marketplace(world{f', readings={other!r}' if other else ''}) as marketplace:",
        f"    marketplace.clock.set({exchange['at']!r}, frozen=True)",
        '    marketplace.reset(only="products,buyers")  # as of that time',
        *(f"    marketplace.add_fault(**{each!r})" for each in small_world.rules(copied)),
        f"    client = marketplace.client({copied.operation.service.name!r}{signed}, config=ONCE)",
        *_asked(copied),
    ]
    says = [
        f"    {copied.operation.name} was answered with {exchange['outcome']} at {exchange['at']}.\n",
        f"\n    It was exchange {exchange['id']}, {exchange['request_id']}.\n",
        *(f"    {each}\n" for each in missing),
    ]
    body = "".join(f"    {each}\n" for each in steps)
    imports = [
        "import datetime\n\n" if "datetime." in body else "",
        "import pytest\n" if "pytest." in body else "",
        "from botocore.config import Config\n",
        *(f"from botocore.exceptions import {each}\n" for each in ("BotoCoreError", "ClientError") if each in body),
        "\nfrom marketplace_emulator import Marketplace\n\n",
    ]
    return "".join(
        [
            *imports,
            f"WORLD = {_quoted(world)}\n",
            'ONCE = Config(retries={"total_max_attempts": 1}, read_timeout=2)\n\n\n',
            f"def test_{copied.method}_{_word(exchange['outcome'])}(tmp_path):\n",
            '    """' + "".join(says).strip() + '\n    """\n',
            body,
        ]
    )


def _quoted(text: str) -> str:
    """Write a text over several lines, as Python reads it."""
    escaped = text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    return f'"""\\\n{escaped}"""'


def _asked(copied: Copied) -> list[str]:
    exchange, call = copied.exchange, copied.call(" " * 12)
    is_read = isinstance(exchange["answer"], dict) and exchange["outcome"] != "cut"
    status = f'["ResponseMetadata"]["HTTPStatusCode"] == {exchange["status"]}'
    if exchange["outcome"] in ("drop", "hang"):
        return ["    with pytest.raises(BotoCoreError):", f"        {call}"]
    if exchange["status"] >= 300:
        code = f'["Error"]["Code"] == {exchange["outcome"]!r}'
        return [
            "    with pytest.raises(ClientError) as refused:",
            f"        {call}",
            f"    assert refused.value.response{code if is_read else status}",
        ]
    asked = f"    answer = {copied.call(' ' * 8)}"
    if not is_read:
        return [
            asked,
            '    assert {*answer} == {"ResponseMetadata"}  # boto3 takes what it cannot read for an empty answer',
        ]
    known = {each for found in exchange["about"].values() for each in found}
    same = [
        f"    assert answer[{name!r}] == {value!r}"
        for name, value in exchange["answer"].items()
        if isinstance(value, str) and value in known
    ]
    return [asked, *(same or [f"    assert answer{status}"])]


def _word(outcome: str) -> str:
    word = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", outcome).lower().strip("_")
    return f"{word}_" if keyword.iskeyword(word) else word
