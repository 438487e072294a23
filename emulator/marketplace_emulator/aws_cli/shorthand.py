"""Parse the AWS CLI's shorthand syntax, such as `Timestamp=…,Dimension=users,UsageAllocations=[{…}]`.

The grammar is published: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-shorthand.html
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import Any

from marketplace_emulator.aws_cli import parameter_file

KEY = re.compile(r"[A-Za-z0-9\-_.#/:]*")
WORD_START = r"[^\x00-\x20\"',=\[{]"
ALONE = re.compile(rf"(?:\\,|{WORD_START})(?:\\,|[^\"',\]}}])*")
# After a comma, `=` ends the word: in `A=b,C=d` the C is the next key, not a second value of A.
AFTER_COMMA = re.compile(rf"(?:\\,|{WORD_START})(?:\\,|[^\"',=])*")
QUOTED = {quote: re.compile(rf"{quote}(?:\\\\|\\{quote}|[^{quote}])*{quote}") for quote in "'\""}
QUOTED_NAMES = {"'": "singled quoted", '"': "double quoted"}


class ShorthandError(Exception):
    """The text is not valid shorthand; the message points at the character."""


def parse(text: str) -> dict[str, Any]:
    """Read `key=value,key=value`; scalars stay text until they are converted to their shape."""
    return Shorthand(text).pairs()


class Shorthand:
    """A parser of one text: the text and the position that it has reached."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.from_file = False

    def pairs(self) -> dict[str, Any]:
        """Read the whole text as keys and values."""
        key, value = self.pair(self.values)
        found = {key: value}
        end_of_last = self.at
        while not self.finished:
            self.expect(",")
            key, value = self.pair(self.values)
            if key in found:
                raise ShorthandError(
                    f'Second instance of key "{key}" encountered for input:\n{self.pointing_at(end_of_last + 1)}\n'
                    'This is often because there is a preceding "," instead of a space.'
                )
            found[key] = value
            end_of_last = self.at
        return found

    def pair(self, read_value: Callable[[], Any]) -> tuple[str, Any]:
        """Read `key=value`, or `key@=file://…`."""
        key = self.take(KEY)
        self.skip_spaces()
        self.from_file = self.current == "@"
        if self.from_file:
            self.expect("@")
        self.expect("=")
        return key, read_value()

    def values(self) -> Any:
        """Read the value of a top-level key: nothing, a list, a map, or words separated by commas."""
        if self.finished:
            return ""
        return self.nested() if self.current in "[{" else self.words()

    def nested(self) -> Any:
        """Read a value inside brackets or braces, where a comma always separates."""
        match self.current:
            case "[":
                return self.explicit_list()
            case "{":
                return self.explicit_map()
        return self.word(ALONE)

    def explicit_list(self) -> list[Any]:
        """Read `[a,b]`."""
        self.expect("[")
        items = []
        while self.current != "]":
            items.append(self.nested())
            self.comma_unless("]")
        self.expect("]", spaces=False)
        return items

    def explicit_map(self) -> dict[str, Any]:
        """Read `{key=a,key=b}`."""
        self.expect("{")
        found = {}
        while self.current != "}":
            key, value = self.pair(self.nested)
            self.comma_unless("}")
            found[key] = value
        self.expect("}", spaces=False)
        return found

    def words(self) -> Any:
        """Read `a` as one value and `a,b` as two; a word that turns out to be the next key is put back."""
        items = [self.word(ALONE)]
        self.skip_spaces()
        if self.current != ",":
            return items[0]
        self.expect(",")
        while True:
            try:
                item = self.word(AFTER_COMMA)
                self.skip_spaces()
                if self.finished:
                    items.append(item)
                    break
                self.expect(",")
                items.append(item)
            except ShorthandError:
                if self.finished:
                    raise
                self.at = self.text.rindex(",", 0, self.at + 1)
                break
        return items[0] if len(items) == 1 else items

    def word(self, pattern: re.Pattern[str]) -> str | bytes:
        """Read one quoted or bare word; a bare word after a comma (AFTER_COMMA) must not be empty."""
        if self.current in QUOTED:
            quote = self.current
            item = self.must_take(QUOTED[quote], QUOTED_NAMES[quote])[1:-1]
            item = item.replace(f"\\{quote}", quote).replace("\\\\", "\\")
        elif pattern is ALONE:
            item = self.take(pattern).replace("\\,", ",").rstrip()
        else:
            item = self.must_take(pattern, "second").replace("\\,", ",").rstrip()
        if not self.from_file:
            return item
        loaded = parameter_file.contents(item)
        return item if loaded is None else loaded

    @property
    def finished(self) -> bool:
        return self.at >= len(self.text)

    @property
    def current(self) -> str:
        """The next character; at the end a NUL, which no command line can hold."""
        return "\0" if self.finished else self.text[self.at]

    def take(self, pattern: re.Pattern[str]) -> str:
        """Read the text that matches here, or an empty text."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return ""
        self.at = found.end()
        return found.group()

    def must_take(self, pattern: re.Pattern[str], name: str) -> str:
        """Read the text that matches here, or fail with the pattern's name."""
        taken = self.take(pattern)
        if not taken:
            raise self.unexpected(f"<{name}>", "<none>")
        return taken

    def expect(self, character: str, spaces: bool = True) -> None:
        """Read this character and, by default, the spaces around it."""
        if spaces:
            self.skip_spaces()
        if self.current != character:
            raise self.unexpected(character, "EOF" if self.finished else self.current)
        self.at += 1
        if spaces:
            self.skip_spaces()

    def comma_unless(self, closing: str) -> None:
        """Read the comma after an item, unless the list or map ends here."""
        self.skip_spaces()
        if self.current != closing:
            self.expect(",", spaces=False)
            self.skip_spaces()

    def skip_spaces(self) -> None:
        while self.current in string.whitespace:
            self.at += 1

    def unexpected(self, expected: str, received: str) -> ShorthandError:
        return ShorthandError(f"Expected: '{expected}', received: '{received}' for input:\n{self.pointing_at(self.at)}")

    def pointing_at(self, index: int) -> str:
        """Return the text with a caret under the character, below the line that holds it."""
        line_start = self.text.rfind("\n", 0, index) + 1
        line_end = self.text.find("\n", index)
        shown, rest = (self.text, "") if line_end < 0 else (self.text[:line_end], self.text[line_end:])
        return f"{shown}\n{' ' * (index - line_start)}^{rest}"
