"""The words of success, failure and blame: one data file for each language, found by its name.

A file has the `code` of a page's `lang` attribute, and lists of regular expressions. They match whole words in any
case; identifiers such as `invalid_token` are split into words first. `Language` says what each list is for.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

Words = tuple[str, ...]


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words of one language; a page is searched for the words of all languages."""

    code: str
    common: Words
    """Words that related languages lack; they identify a page that does not name its language."""

    thing: Words = ()
    bad: Words = ()
    wrong: Words = ()
    """Names of the token; words that blame it, before or after the name; words that blame it directly before the name only."""
    thing_stem: Words = ()
    bad_stem: Words = ()
    """The same for languages with compounds and endings: a word that contains the first, followed by one that begins with the second."""
    fine: Words = ()
    """Words between the two that say the token is good."""
    negates: Words = ()
    negates_after: Words = ()
    """Negations right before the blaming word, alone or followed by a word of the second list: not, not yet."""
    other: Words = ()
    article: Words = ()
    """Negations right before the token's name, with any number of articles between: not your token."""
    asks_if: Words = ()
    """A sentence with one of these says what to do in a certain case, and blames nothing."""

    passing: Words = ()
    """The trouble is temporary."""
    hedges: Words = ()
    """Something else than the token may be to blame."""
    ours: Words = ()
    """The seller takes the blame."""
    helps: Words = ()
    """The seller offers help or speaks of the own trouble, as pages that blame the token do, too."""
    doubts: Words = ()
    """What was not done with the token: it blames the token on a page that a buyer with a dead token gets as well."""
    explains: Words = ()
    """Something is wrong, or the buyer should do something."""
    fails: Words = ()
    """Something certainly failed: words that no page of success has."""
    succeeds: Words = ()
    """The registration went well."""
    way_back: Words = ()
    """The token is expired, or the buyer should go back to AWS Marketplace."""
    contact: Words = ()
    contact_page: Words = ()
    """Somebody to turn to; the second list counts only at the end of a part of an address."""


def language(file: Path) -> Language:
    """Read a language file; raise ImportError with what was expected if it is not one."""
    try:
        read = msgspec.toml.decode(file.read_bytes(), type=Language)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        keys = ", ".join(Language.__struct_fields__)
        raise ImportError(
            f"{file.name} is not a language file: {error}; expected a `code`, and lists of words: {keys}"
        ) from None
    for name in Language.__struct_fields__[1:]:
        for each in getattr(read, name):
            try:
                re.compile(each)
            except re.error as error:
                raise ImportError(
                    f"{file.name} has {each!r} in {name}, which is not a regular expression: {error}"
                ) from None
    return read


def languages(folder: Path = Path(__file__).parent) -> dict[str, Language]:
    """Read all languages, by code; raise ImportError with both names if two files have the same code."""
    found: dict[str, Language] = {}
    names: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        read = language(file)
        if read.code in found:
            raise ImportError(f"{names[read.code]} and {file.name} are both {read.code!r}; a language has one file")
        found[read.code], names[read.code] = read, file.name
    return found


LANGUAGES = languages()
