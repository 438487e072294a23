"""The words of success, failure and blame, one file of data a language, found by its name.

A file's `code` is the language's in the `lang` of a page; all else are lists of regular expressions, matched as whole words
whatever their case, in text whose identifiers are parted into words. See `Language` for what each list is for.
"""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

Words = tuple[str, ...]


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The words of a language. Most of a page is judged by what is in any of these lists; what is in doubt counts for the seller."""

    code: str
    common: Words
    """Words that its neighbours lack, by which a page that names no language is known for one in a known language."""

    thing: Words = ()
    bad: Words = ()
    wrong: Words = ()
    """What the token is called, what is said after or before it to blame it, and what is said only directly before."""
    thing_stem: Words = ()
    bad_stem: Words = ()
    """The same for a language with compounds and endings: a word with `thing_stem` in it, and after it the beginning of another."""
    fine: Words = ()
    """Between the two they say that nothing is wrong with the token."""
    negates: Words = ()
    negates_after: Words = ()
    """At the end of what is between, alone or with one of the second list behind: not, not yet."""
    other: Words = ()
    article: Words = ()
    """Directly before such words, with any number of the second list between: they are true of something else."""
    asks_if: Words = ()
    """A sentence with one of these tells what to do in a case, and blames nothing."""

    passing: Words = ()
    """A trouble that passes."""
    hedges: Words = ()
    """Somebody else may be to blame than the token."""
    ours: Words = ()
    """The seller takes the blame, or is there to be asked."""
    explains: Words = ()
    """Something is wrong, or something is to be done."""
    fails: Words = ()
    """Something failed without a doubt: words that a page of success does not have."""
    succeeds: Words = ()
    """All is well."""
    way_back: Words = ()
    """The token is to blame, or AWS Marketplace is the way on; `bad` and `wrong` say so, too."""
    contact: Words = ()
    contact_page: Words = ()
    """Somebody to turn to; the second list only at the end of an address, or of a part of one."""


def language(file: Path) -> Language:
    """Read a language, or raise ImportError with what was expected."""
    try:
        read = msgspec.toml.decode(file.read_bytes(), type=Language)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        keys = ", ".join(Language.__struct_fields__)
        raise ImportError(
            f"{file.name} is no language: {error}; expected a `code`, and lists of words: {keys}"
        ) from None
    for name in Language.__struct_fields__[1:]:
        for each in getattr(read, name):
            try:
                re.compile(each)
            except re.error as error:
                raise ImportError(
                    f"{file.name} has {each!r} in {name}, which is no regular expression: {error}"
                ) from None
    return read


def languages(folder: Path = Path(__file__).parent) -> dict[str, Language]:
    """Read all languages by their code; refuse two with one code, naming both files."""
    found: dict[str, Language] = {}
    names: dict[str, str] = {}
    for file in sorted(folder.glob("*.toml")):
        read = language(file)
        if read.code in found:
            raise ImportError(f"{names[read.code]} and {file.name} are both {read.code!r}; a language has one file")
        found[read.code], names[read.code] = read, file.name
    return found


LANGUAGES = languages()
