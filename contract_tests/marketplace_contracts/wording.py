"""What the words on a page tell a buyer: whose fault it is, and what to do next.

Only words that leave no doubt count against a subject. A page that names the token *and* a passing trouble hedges,
and is left alone; a page in a language that is not known here is not judged by its words.
"""

from __future__ import annotations

import re
import unicodedata

LANGUAGES = ("", "en", "de", "fr", "es", "pt", "it", "nl")
"""The languages whose words are known here; a page that says none is in one of them if a common word of one is on it."""
_COMMON = re.compile(
    r"\b(?:the|this|that|your|you|our|please|with|from|did|does|not|\w+n\Wt|cannot|could|will|would|been|again|try|went"
    r"|wrong|failed|unable|expired|das|ist|nicht|bitte|wir|und|ihre?|ein|eine|keine|zum|wurde|vous|votre|nous|notre|une"
    r"|cette|sont|veuillez|lien|está|nuestr[oa]|usted|una|pero|inténtelo|enlace|não|você|seu|uma|nosso|nossa|foi|è|sono"
    r"|della|questo|nostr[oa]|siamo|niet|uw|een|wij|onze|naar|wordt)\b",
    re.IGNORECASE,
)
"""Words of the known languages that their neighbours lack: not `have`, which is Danish, `der`, `les`, `su` or `to`."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://[^\s/]+")
_A_SENTENCE = 4
"""So many words are of a language; fewer may be no more than `Try again`."""

_THING = r"(?:token|link|registration code)"
_BAD = r"(?:invalid|expired|not valid|no longer valid|not a valid|malformed|already (?:been )?used)"
_BAD_ELSEWHERE = r"(?:ungültig|abgelaufen|invalide|expiré|inválido|caducado|expirado|scaduto|verlopen)"
_BLAME = re.compile(
    rf"\b{_THING}\b(?P<between>(?:\W+\w+){{0,4}}?)\W+{_BAD}\b|\b{_BAD}\b(?:\W+\w+){{0,3}}?\W+{_THING}\b"
    rf"|\b(?:wrong|bad)\W+(?:registration\W+)?{_THING}\b"
    rf"|(?:token|link)\w*(?P<gap>(?:\W+\w+){{0,4}}?)\W+{_BAD_ELSEWHERE}",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_DENIED = re.compile(
    r"\b(?:fine|ok|okay|valid|nothing|neither|gültig|in ordnung)\b"
    r"|\b(?:not|\w+n\Wt|never|nor|nicht|pas|no|non|não|niet)(?:\W+(?:yet|been|even|noch|encore|ha|è|está|é|foi|is))?$",
    re.IGNORECASE,
)
"""What between a token and a bad word says that the word is not true of it."""
_ANOTHER = re.compile(
    r"\b(?:not|isn.t|nicht|never|no|kein\w*)(?:\W+(?:an?|the|your|this|registration|an|ihr|der))*\W*$", re.IGNORECASE
)
"""What before such words says that it is something else."""
_PASSING = re.compile(
    r"\b(?:later|(?:in|for) (?:a|some) (?:moment|minute|few)|few (?:moments|minutes)|temporar\w*|unavailable|busy|overloaded"
    r"|not (?:answer|respond|available|reach)\w*|could(?:n't| not) (?:reach|contact)|retry|try(?:ing)? again|reload"
    r"|in \d+ (?:seconds|minutes)|refresh|shortly|just now|später|erneut|noch ?mals?|noch einmal|réessay\w*|más tarde|de nuevo|novamente|riprova|opnieuw)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    r"\b(?:later|moment|few minutes|temporar\w*|unavailable|busy|overloaded|not (?:answer|respond|available|reach)\w*"
    r"|could(?:n't| not) (?:reach|contact)|our (?:side|end|fault)|our (?:own )?(?:\w+ )?(?:credentials|permissions|configuration|system|tokens?|keys?)"
    r"|our (?:set-?up|engineers|team|fault)|fault of ours|we are to blame|shortly|später|plus tard|más tarde)\b",
    re.IGNORECASE,
)
_OURS = re.compile(
    r"\b(?:our (?:side|end|fault|system|service|registration|server)|we are|we're|we have|we could|we were|support|contact"
    r"|internal|technical|problem|went wrong|out of order|sorry|error|kontakt\w*|soporte|assistance|suporte)\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:invalid\w*|expir\w*|error\w*|fail\w*|try again|retry|contact|support|sorry|problem|trouble|wrong|unable|denied"
    r"|not|couldn't|can't|cannot|couldn|missing|unavailable|refused|rejected|unknown|again|later|marketplace"
    r"|ungültig\w*|abgelaufen|fehl\w*|erneut|nicht|kontakt\w*|kundendienst|störung|gestört|zurück|erreur\w*|réessay\w*|invalide|pas|inválid\w*|caducad\w*"
    r"|order|down|fault|available|ready yet|could|maintenance|blame|broken|engineers|slow|busy|wait|(?:our|my|us) (?:side|end)|on us|write to|erro\w*|no|não|non|niet|fout|scadut\w*)\b",
    re.IGNORECASE,
)
_FAILS = re.compile(
    r"\b(?:went wrong|fail(?:s|ed|ure)?|errors?|could(?:n.t| not)|can(?:n.t|.t|not| not)|unable|try(?:ing)? again|retry|invalid"
    r"|expired|refused|rejected|denied|unavailable|problem|ungültig\w*|abgelaufen|fehl\w*|erneut|erreur|réessay\w*|invalide"
    r"|inválid\w*|caducad\w*|erro|scadut\w*|fout|not (?:registered|complete\w*|set up|possible)|(?:an)?other (?:product|offer\w*))\b",
    re.IGNORECASE,
)
"""Words that an ordinary page of success does not have; the others are on many."""
_SUCCEEDS = re.compile(
    r"\b(?:thanks?|thank you|welcome|all set|ready|congrat\w*|confirmed|completed?|success\w*|registered|signed up|active)\b",
    re.IGNORECASE,
)
_IF = re.compile(r"\b(?:if|whether|when|in case|wenn|falls|ob|si|se|caso|als|indien)\b", re.IGNORECASE)
_RETURN = re.compile(
    rf"\b(?:marketplace|{_BAD}|wrong|bad|expir\w*|ungültig|abgelaufen|invalide|expiré|inválid\w*)\b", re.IGNORECASE
)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|\b(?:support|contact|help ?desk|help cent(?:er|re)|get in touch|write to us|(?:help|hilfe|aide|ayuda|aiuto)(?=[./]|$)|kontakt|soporte|suporte|assistance|contatt\w*)\b"
    r"|\+\d[\d ()-]{6,}",
    re.IGNORECASE,
)
TRACES = (
    re.compile(r"Traceback \(most recent call last\)"),
    re.compile(r'File "[^"\n]+", line \d+, in '),
    re.compile(r"^\s*at [\w.$<> ]+ ?\(?[^\s()]+:\d+(?::\d+)?\)?$", re.MULTILINE),
    re.compile(r"\bat [\w.$<>]+\([\w$]+\.java:\d+\)"),
    re.compile(r"goroutine \d+ \[running\]"),
    re.compile(r"#\d+ \S+\.php\(\d+\)"),
    re.compile(r"\.rb:\d+:in [`']"),
)


def plain(text: str) -> str:
    """Part the words of identifiers, so that `invalid_token` and `InvalidToken` read as two words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ").replace("-", " ").replace("+", " ")


def blames_token(text: str) -> str | None:
    """Find words that blame the buyer's token and nothing else."""
    if _HEDGE.search(plain(text)):
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


def trace(text: str) -> str | None:
    """Find the beginning of a stack trace."""
    found = next((found for pattern in TRACES if (found := pattern.search(text))), None)
    return found.group(0).strip() if found else None


def known(language: str, text: str = "") -> bool:
    """Say whether the words of a language are known here, or those of a text that names none.

    A text mostly in other letters than Latin ones is in no known language.
    """
    letters = [each for each in text if each.isalpha()]
    latin = sum(unicodedata.name(each, "").startswith("LATIN") for each in letters)
    if re.split("[-_]", language.lower())[0] not in LANGUAGES or latin * 2 < len(letters):
        return False
    return bool(language) or _sounds_known(text)


def _sounds_known(text: str) -> bool:
    words = plain(text)
    few = len(_WORD.findall(_ADDRESS.sub("", words))) < _A_SENTENCE
    return few or bool(_COMMON.search(words)) or says_passing(text) or blames_token(text) is not None
