"""Numbers of things, as people write them: `1 day`, `1,024 messages`."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """Write a number with the word for one, or for many, which ends in s unless it is given."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def grouped(number: str) -> str:
    """Write a decimal number with its thousands apart: `170,750`, `6,949.5`."""
    whole, point, part = number.partition(".")
    return f"{int(whole):,}{point}{part}"
