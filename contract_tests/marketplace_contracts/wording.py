"""What the words of a page tell a buyer: whose fault it is, and what to do next.

Only words that leave no doubt count against a subject. A page that names the token *and* a temporary problem is not
judged, nor is a page in a language that the kit does not know. The words are in `words`.
"""

from __future__ import annotations

import re
import unicodedata

from marketplace_contracts.words import LANGUAGES

_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://[^\s/]+")
_A_SENTENCE = 4
"""A text needs this many words to show its language; fewer may be just `Try again`."""
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")


def _any(*lists: str) -> str:
    """Return a pattern for a word of these lists, in any language."""
    words = (word for name in lists for each in LANGUAGES.values() for word in getattr(each, name))
    return f"(?:{'|'.join(dict.fromkeys(words))})"


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


def _whole(*lists: str) -> re.Pattern[str]:
    return _pattern(rf"\b{_any(*lists)}\b")


_COMMON, _PASSING, _HEDGES, _OURS = _whole("common"), _whole("passing"), _whole("hedges"), _whole("ours")
_HELPS, _DOUBTS, _FINE = _whole("helps"), _whole("doubts"), _whole("fine")
_THING = _pattern(rf"\b{_any('thing')}\b|{_any('thing_stem')}")
_NOT = _pattern(rf"\b(?:{_any('negates')}|cannot|could(?:n.t)?|unable|failed)\b")
_EXPLAINS, _FAILS, _SUCCEEDS = _whole("explains"), _whole("fails"), _whole("succeeds")
_IF, _BACK = _whole("asks_if"), _whole("way_back")
_RETURN = _pattern(rf"\b{_any('way_back', 'bad', 'wrong')}\b|\b{_any('bad_stem')}")
_BLAME = _pattern(
    rf"\b{_any('thing')}\b(?P<between>(?:\W+\w+){{0,4}}?)\W+{_any('bad')}\b"
    rf"|\b{_any('bad')}\b(?:\W+\w+){{0,3}}?\W+{_any('thing')}\b"
    rf"|\b{_any('wrong')}\W+(?:registration\W+)?{_any('thing')}\b"
    rf"|{_any('thing_stem')}\w*(?P<gap>(?:\W+\w+){{0,4}}?)\W+{_any('bad_stem')}"
)
_DENIED = _pattern(rf"\b{_any('fine')}\b|\b{_any('negates')}(?:\W+{_any('negates_after')})?$")
"""Words between the token and a bad word that deny the bad word."""
_ANOTHER = _pattern(rf"\b{_any('other')}(?:\W+{_any('article')})*\W*$")
"""Words before the blame that say something else is meant."""
_CONTACT = _pattern(
    rf"[\w.+-]+@[\w-]+\.\w+|\b(?:{_any('contact')}|{_any('contact_page')}(?=[./]|$))\b|\+\d[\d ()-]{{6,}}"
)


def plain(text: str) -> str:
    """Split identifiers into words, so that `invalid_token` and `InvalidToken` read as two words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").replace("-", " ").replace("+", " ")


def blames_token(text: str) -> str | None:
    """Return the words that blame the buyer's token and nothing else, or None."""
    if _HEDGES.search(plain(text)):
        return None
    return next((blame for each in _SENTENCE.split(plain(text)) if (blame := _blame(each))), None)


def _blame(sentence: str) -> str | None:
    """Return the blame in a sentence; a question, or a sentence with an `if`, blames nothing."""
    for found in _BLAME.finditer(sentence):
        between, before = found["between"] or found["gap"] or "", sentence[: found.start()]
        if not (_DENIED.search(between) or _ANOTHER.search(before) or _IF.search(before) or _asks(sentence)):
            return found.group(0)
    return None


def blames_alike(text: str) -> str | None:
    """Return the sentence that blames the token on a page that a buyer with a dead token gets as well, or None.

    It names the token and says that something is wrong, and nothing on the page says that the token is fine, that the
    trouble passes, or that it is the seller's: a buyer with a good token can only take it for a dead one.
    """
    words = plain(text)
    if _HEDGES.search(words) or _OURS.search(words) or _FINE.search(words):
        return None
    for each in _SENTENCE.split(words):
        named = _THING.search(each) and not (_IF.search(each) or _asks(each))
        if named and _NOT.search(each) and (_DOUBTS.search(each) or not _PASSING.search(words)):
            return each.strip()
    return None


def _asks(sentence: str) -> bool:
    return sentence.rstrip().endswith("?")


def says_passing(text: str) -> bool:
    """Return whether a text speaks of a temporary problem."""
    return bool(_PASSING.search(plain(text)))


def says_ours(text: str) -> bool:
    """Return whether a text takes the blame."""
    return bool(_OURS.search(plain(text)))


def offers_help(text: str) -> bool:
    """Return whether a text offers help, or speaks of the seller's trouble; that alone does not take the blame."""
    return bool(_HELPS.search(plain(text)))


def says_return(text: str) -> bool:
    """Return whether a text blames the token, or sends the buyer to AWS Marketplace."""
    return bool(_RETURN.search(plain(text)))


def leads_back(text: str) -> bool:
    """Return whether a text sends the buyer to AWS Marketplace, or speaks of what is expired."""
    return bool(_BACK.search(plain(text)))


def explains(text: str) -> bool:
    """Return whether a text says that something is wrong, or what to do."""
    return bool(_EXPLAINS.search(plain(text)))


def fails(text: str) -> bool:
    """Return whether a text clearly says that something failed; a question, such as one for a password, does not."""
    return any(_FAILS.search(each) and not _asks(each) for each in _SENTENCE.split(plain(text)))


def succeeds(text: str) -> bool:
    """Return whether a text has a word of success and none of trouble; the name AWS Marketplace counts as neither."""
    words = re.sub(r"\bmarketplace\b", "", plain(text), flags=re.IGNORECASE)
    return bool(_SUCCEEDS.search(words)) and not explains(words)


def names_token(text: str) -> bool:
    """Return whether a text names the token."""
    return bool(_THING.search(plain(text)))


def names_contact(text: str) -> bool:
    """Return whether a text names a contact."""
    return bool(_CONTACT.search(text))


def known(language: str, text: str = "", *, few: bool = True) -> bool:
    """Return whether the kit knows the words of a language, or of a text that names no language.

    A text mostly in letters other than Latin ones is in no known language. A text of `few` words counts as known, unless
    the words may be codes for a script.
    """
    letters = [each for each in text if each.isalpha()]
    latin = sum(unicodedata.name(each, "").startswith("LATIN") for each in letters)
    if re.split("[-_]", language.lower())[0] not in ("", *LANGUAGES) or latin * 2 < len(letters):
        return False
    return bool(language) or (few and _few(text)) or _sounds_known(text)


def _few(text: str) -> bool:
    return len(_WORD.findall(_ADDRESS.sub("", plain(text)))) < _A_SENTENCE


def _sounds_known(text: str) -> bool:
    words = plain(text)
    return bool(_COMMON.search(words)) or says_passing(text) or blames_token(text) is not None
