"""The requests that a page's script plainly makes, by fetch, XMLHttpRequest, axios or jQuery: the script is read, not run."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

from marketplace_contracts.browser import FORM_TYPE
from marketplace_contracts.page_values import PageValues, unescaped

STRING = r"\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"
_STRING = re.compile(STRING, re.DOTALL)
_COMMENT = re.compile(rf"({STRING})|(?<![:\\])//[^\n]*|/\*.*?\*/", re.DOTALL)
_CALL = re.compile(r"(?<![\w$])(fetch|axios|[\w$.]+\.(?:fetch|post|put|ajax|request))\s*\(")
_OPEN = re.compile(r"\.open\s*\(")
_SEND = re.compile(r"\.send\s*\(")
_HEADER = re.compile(rf"setRequestHeader\(\s*({STRING})\s*,\s*({STRING})")
_NAME = re.compile(r"([A-Za-z_]\w*)[\"']?\s*(?=[:,}])")
_LOOK_UP = re.compile(
    rf"[^\"'`{{}}]*\(\s*({STRING})\s*\)(?:[\w.!?]|\(\))*(?:\.getAttribute\((?:{STRING})\))?", re.DOTALL
)
"""A value that is looked up by its name, such as `params.get("token")` and `document.getElementById("token").value`."""
_SELECTED = re.compile(r"\[\s*(?:name|id)\s*=\s*[\"']?([^\"'\]]+)|#([\w-]+)")
_MEMBER = re.compile(r"""(?:^|\.|\[["'])([A-Za-z_][\w-]*)(?:["']\])?(\.(?:value|checked))?$""")
"""The name of what a buyer gives, such as `data.email`, `data["email"]` and `form.email.value`."""
_OTHER_TOKEN = re.compile(r"csrf|xsrf|auth|access|bearer|refresh|captcha|session|jwt|id_?token", re.IGNORECASE)
_DEEP = 12


class _Unknown:
    """The value of an expression that cannot be read."""


UNKNOWN = _Unknown()
ANY = "ANY"
"""What stands in a key for a value of the page in an address; it is the same escaped."""


class _Json(str):
    """A text that JSON.stringify made."""


class _Query(str):
    """A text that URLSearchParams made."""


@dataclass(frozen=True)
class ScriptRequest:
    """A request as a script makes it. `used` are the values of the page in it; `key` is the same whatever these are."""

    method: str
    url: str
    body: bytes
    headers: dict[str, str]
    used: tuple[str, ...]
    key: tuple[str, ...]

    @property
    def members(self) -> list[str]:
        """The names in what is sent, if it is JSON."""
        with suppress(ValueError):
            sent = json.loads(self.body)
            return list(sent) if isinstance(sent, dict) else []
        return []


class Script:
    """Reads a script. An expression that has to do with a token, but cannot be read, has the value that `token` returns, if given."""

    def __init__(self, text: str, values: PageValues, token: Callable[[], str] | None = None) -> None:
        self._text = _COMMENT.sub(lambda found: found[1] or " ", text)
        self._values, self._token = values, token
        self._used: list[str] = []
        self._masked = False

    def requests(self) -> Iterator[ScriptRequest]:
        """Yield the requests whose every part can be read."""
        for found in _CALL.finditer(self._text):
            given, _ = _cut_at(self._text, ",", found.end())
            library, _, verb = found[1].rpartition(".")
            last = self._literal(given[-1])
            options = _members_of(last) if last.startswith("{") else {}
            if verb in ("post", "put"):
                body = given[1] if len(given) > 1 else ""
                yield from self._request(f"'{verb}'", given[0], body, {}, library)
            elif verb == "fetch":
                yield from self._request(options.get("method", "'GET'"), given[0], options.get("body", ""), options, "")
            elif "url" in options:
                method = options.get("method", options.get("type", "'GET'"))
                yield from self._request(method, options["url"], options.get("data", ""), options, library or verb)
        for found in _OPEN.finditer(self._text):
            given, end = _cut_at(self._text, ",", found.end())
            sent = _SEND.search(self._text, end)
            if len(given) > 1 and sent:
                body = _cut_at(self._text, ",", sent.end())[0][0]
                pairs = ",".join(":".join(pair) for pair in _HEADER.findall(self._text[end : sent.end()]))
                yield from self._request(given[0], given[1], body, {"headers": f"{{{pairs}}}"}, "")

    def _request(
        self, method: str, url: str, body: str, options: dict[str, str], library: str
    ) -> Iterator[ScriptRequest]:
        """Yield a request if it can be read. A `library` writes an object as JSON; jQuery writes it as a form."""
        self._used = []
        verb, to, sent = self.value(method), self.value(url), self.value(body) if body else ""
        if library and isinstance(sent, dict):
            sent = _Query(urlencode(sent)) if library in ("$", "jQuery") else _Json(json.dumps(sent))
        if not all(isinstance(each, str) for each in (verb, to, sent)):
            return
        kind = FORM_TYPE if isinstance(sent, _Query) else "application/json" if library else "text/plain;charset=UTF-8"
        headers = {"Content-Type": kind} if sent else {}
        given = {
            name: self.value(each) for name, each in _members_of(self._literal(options.get("headers", "{}"))).items()
        }
        if "contentType" in options:
            given["Content-Type"] = self.value(options["contentType"])
        for name, value in given.items():
            if isinstance(value, str):
                headers = {each: was for each, was in headers.items() if each.lower() != name.lower()} | {name: value}
        key = (verb.upper(), self._path(url), " ".join(_NAME.findall(body)))
        yield ScriptRequest(verb.upper(), urljoin(self._values.url, to), sent.encode(), headers, tuple(self._used), key)

    def _path(self, url: str) -> str:
        """Return the path of an address as it is for every buyer."""
        self._masked = True
        path = urlsplit(str(self.value(url))).path
        self._masked = False
        return path

    def _literal(self, expression: str) -> str:
        """Return what is assigned to a name; any other expression unchanged."""
        assigned = re.fullmatch(r"[A-Za-z_$][\w$]*", expression) and self._assigned(expression)
        return assigned or expression

    def _assigned(self, name: str) -> str:
        found = re.search(rf"(?<![\w$.]){re.escape(name)}\s*=(?![=>])\s*", self._text)
        return _cut_at(self._text, ",;\n", found.end())[0][0] if found else ""

    def value(self, expression: str, depth: int = 0) -> Any:
        """Return the value of an expression: a text, a number, an object, None, or UNKNOWN."""
        expression = re.sub(r"^await\s+|\.(?:trim|toString)\(\)$|[!;]+$", "", expression.strip())
        if not expression or depth > _DEEP:
            return UNKNOWN
        read = self._read(expression, depth + 1)
        if read is UNKNOWN and self._token is not None and _is_of_aws(expression) and "{" not in expression:
            return self._use(self._token())
        return read

    def _read(self, expression: str, depth: int) -> Any:
        if _STRING.fullmatch(expression):
            return self._template(expression, depth) if expression[0] == "`" else unescaped(expression[1:-1])
        if re.fullmatch(r"-?\d+(\.\d+)?|true|false|null", expression):
            return json.loads(expression)
        if expression.startswith("{"):
            return self._members(expression, depth)
        pieces, _ = _cut_at(expression, "+")
        if len(pieces) > 1:
            return _concatenated([self.value(each, depth) for each in pieces])
        if re.search(r"\|\||\?\?", expression):
            return self.value(re.split(r"\|\||\?\?", expression)[0], depth)
        called = re.fullmatch(r"(?:new\s+)?([\w$.]+)\((.*)\)", expression, re.DOTALL)
        if called and len(_cut_at(called[2], "")[0][0]) == len(called[2].strip()):
            made = self._called(called[1], called[2], depth)
            if made is not UNKNOWN:
                return made
        looked_up = _LOOK_UP.fullmatch(expression)
        if looked_up:
            return self._looked_up(unescaped(looked_up[1][1:-1]), expression)
        return self._name(expression, depth)

    def _called(self, function: str, given: str, depth: int) -> Any:
        if function == "encodeURIComponent":
            value = self.value(given, depth)
            return quote(value, safe="!'()*-._~") if isinstance(value, str) else UNKNOWN
        if function in ("String", "decodeURIComponent"):
            return self.value(given, depth)
        if function == "JSON.stringify":
            value = self.value(_cut_at(given, ",")[0][0], depth)
            return UNKNOWN if value is UNKNOWN else _Json(json.dumps(value))
        if function in ("FormData", "Object.fromEntries"):
            return self._given()
        if function == "URLSearchParams":
            value = self.value(given, depth)
            if isinstance(value, str):
                return _Query(value.lstrip("?"))
            return _Query(urlencode(value)) if isinstance(value, dict) else UNKNOWN
        return UNKNOWN

    def _name(self, expression: str, depth: int) -> Any:
        where = re.sub(r"^(?:window|document|self)\.", "", expression)
        if where == "location.origin":
            return ""
        if where == "location.search":
            return self._use("?" + urlencode(self._values.query))
        name = re.fullmatch(r"([A-Za-z_$][\w$]*)(?:\.(?:value|content))?", expression)
        assigned = self.value(self._assigned(name[1]), depth) if name else UNKNOWN
        member = _MEMBER.search(expression)
        if assigned is UNKNOWN and member and member[1] in self._values.given:
            value = self._use(self._values.given[member[1]])
            return bool(value) if member[2] == ".checked" else value
        return assigned

    def _looked_up(self, name: str, expression: str) -> Any:
        selected = _SELECTED.search(name)
        name = (selected[1] or selected[2]) if selected else name
        if ".get(" in expression and name in self._values.query:
            return self._use(self._values.query[name])
        if self._token is not None and _is_of_aws(expression) and name not in self._values.fields:
            return UNKNOWN  # a function of the seller's own, which may undo what looks like a mistake
        value = self._values.named(name)
        return None if value is None else self._use(value)

    def _members(self, expression: str, depth: int) -> Any:
        made = {name: self.value(each, depth) for name, each in _members_of(expression).items()}
        for name, value in made.items():
            if value is UNKNOWN and self._token is not None and _is_of_aws(name):
                made[name] = self._use(self._token())
        return UNKNOWN if any(each is UNKNOWN for each in made.values()) else made

    def _template(self, expression: str, depth: int) -> Any:
        pieces = re.split(r"\$\{([^}]*)\}", expression[1:-1])
        return _concatenated([self.value(each, depth) if at % 2 else unescaped(each) for at, each in enumerate(pieces)])

    def _given(self) -> Any:
        """Return all that the page asks for by name, as the buyer gives it."""
        given = self._values.given
        return {name: self._use(value) for name, value in given.items()} if given else UNKNOWN

    def _use(self, value: str) -> str:
        if self._masked:
            return ANY
        self._used.append(value)
        return value


def _is_of_aws(name: str) -> bool:
    """Return whether a name is one for AWS's token, and not for one of the many others."""
    return "token" in name.lower() and not _OTHER_TOKEN.search(name)


def _concatenated(values: list[Any]) -> Any:
    return "".join(map(str, values)) if all(isinstance(each, str | int) for each in values) else UNKNOWN


def _members_of(expression: str) -> dict[str, str]:
    """Return the members of an object's literal, each with its expression."""
    parts, _ = _cut_at(expression, ",", 1)
    pairs = [_cut_at(part, ":")[0] for part in parts if part]
    return {pair[0].strip("\"'`"): ":".join(pair[1:]) or pair[0] for pair in pairs}


def _cut_at(text: str, separators: str, start: int = 0) -> tuple[list[str], int]:
    """Split a text outside its strings and brackets, up to the bracket that closes it; return where that is, too."""
    parts, last, at, depth = [], start, start, 0
    while at < len(text):
        sign = text[at]
        string = _STRING.match(text, at) if sign in "\"'`" else None
        if string:
            at = string.end()
            continue
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            if not depth:
                break
            depth -= 1
        elif sign in separators and not depth:
            parts.append(text[last:at].strip())
            last = at + 1
        at += 1
    return [*parts, text[last:at].strip()], at
