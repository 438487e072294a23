"""What the words on a page tell a buyer: whose fault it is, and what to do next.

Only words that leave no doubt count against a subject. A page that names the token *and* a passing trouble hedges,
and is left alone; a page in a language that is not known here is not judged by its words. The words are in `words`.
"""

from __future__ import annotations

import re
import unicodedata

from marketplace_contracts.words import LANGUAGES

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://[^\s/]+")
_A_SENTENCE = 4
"""So many words are of a language; fewer may be no more than `Try again`."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def _any(*lists: str) -> str:
    """Write a pattern for a word of these lists, in any language."""
    words = (word for name in lists for each in LANGUAGES.values() for word in getattr(each, name))
    return f"(?:{'|'.join(dict.fromkeys(words))})"


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


def _whole(*lists: str) -> re.Pattern[str]:
    return _pattern(rf"\b{_any(*lists)}\b")


_COMMON, _PASSING, _HEDGES, _OURS = _whole("common"), _whole("passing"), _whole("hedges"), _whole("ours")
_EXPLAINS, _FAILS, _SUCCEEDS = _whole("explains"), _whole("fails"), _whole("succeeds")
_IF, _RETURN = _whole("asks_if"), _whole("way_back", "bad", "wrong")
_BLAME = _pattern(
    rf"\b{_any('thing')}\b(?P<between>(?:\W+\w+){{0,4}}?)\W+{_any('bad')}\b"
    rf"|\b{_any('bad')}\b(?:\W+\w+){{0,3}}?\W+{_any('thing')}\b"
    rf"|\b{_any('wrong')}\W+(?:registration\W+)?{_any('thing')}\b"
    rf"|{_any('thing_stem')}\w*(?P<gap>(?:\W+\w+){{0,4}}?)\W+{_any('bad_stem')}"
)
_DENIED = _pattern(rf"\b{_any('fine')}\b|\b{_any('negates')}(?:\W+{_any('negates_after')})?$")
"""What between a token and a bad word says that the word is not true of it."""
_ANOTHER = _pattern(rf"\b{_any('other')}(?:\W+{_any('article')})*\W*$")
"""What before such words says that it is something else."""
_CONTACT = _pattern(
    rf"[\w.+-]+@[\w-]+\.\w+|\b(?:{_any('contact')}|{_any('contact_page')}(?=[./]|$))\b|\+\d[\d ()-]{{6,}}"
)


def plain(text: str) -> str:
    """Part the words of identifiers, so that `invalid_token` and `InvalidToken` read as two words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").replace("-", " ").replace("+", " ")


def blames_token(text: str) -> str | None:
    """Find words that blame the buyer's token and nothing else."""
    if _HEDGES.search(plain(text)):
        return None
    return next((blame for each in _SENTENCE.split(plain(text)) if (blame := _blame(each))), None)


def _blame(sentence: str) -> str | None:
    """Find blame in a sentence; one that asks, or tells what to do if, blames nothing."""
    for found in _BLAME.finditer(sentence):
        between, before = found["between"] or found["gap"] or "", sentence[: found.start()]
        if not (_DENIED.search(between) or _ANOTHER.search(before) or _IF.search(before) or _asks(sentence)):
            return found.group(0)
    return None


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith("?")


def says_passing(text: str) -> bool:
    """Say whether it tells of a trouble that passes."""
    return bool(_PASSING.search(plain(text)))


def says_ours(text: str) -> bool:
    """Say whether it takes the blame, or names a support contact."""
    return bool(_OURS.search(plain(text)))


def says_return(text: str) -> bool:
    """Say whether it names the token as the trouble, or AWS Marketplace as the way on."""
    return bool(_RETURN.search(plain(text)))


def explains(text: str) -> bool:
    """Say whether it tells at all that something is wrong, or what to do."""
    return bool(_EXPLAINS.search(plain(text)))


def fails(text: str) -> bool:
    """Say whether it tells without a doubt that something failed; a question, such as one for a password, does not."""
    return any(_FAILS.search(each) and not _asks(each) for each in _SENTENCE.split(plain(text)))


def succeeds(text: str) -> bool:
    """Say whether it has a word of success, and none of trouble; AWS Marketplace may be named in both."""
    words = re.sub(r"\bmarketplace\b", "", plain(text), flags=re.IGNORECASE)
    return bool(_SUCCEEDS.search(words)) and not explains(words)


def names_contact(text: str) -> bool:
    """Say whether it names somebody to turn to."""
    return bool(_CONTACT.search(text))


def known(language: str, text: str = "") -> bool:
    """Say whether the words of a language are known here, or those of a text that names none.

    A text mostly in other letters than Latin ones is in no known language.
    """
    letters = [each for each in text if each.isalpha()]
    latin = sum(unicodedata.name(each, "").startswith("LATIN") for each in letters)
    if re.split("[-_]", language.lower())[0] not in ("", *LANGUAGES) or latin * 2 < len(letters):
        return False
    return bool(language) or _sounds_known(text)


def _sounds_known(text: str) -> bool:
    words = plain(text)
    few = len(_WORD.findall(_ADDRESS.sub("", words))) < _A_SENTENCE
    return few or bool(_COMMON.search(words)) or says_passing(text) or blames_token(text) is not None
