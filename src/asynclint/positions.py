"""The only place where units of position meet.

Inside the program a place is a code-point offset in the text of a file. `ast` speaks of
1-based lines and UTF-8 byte columns, people of 1-based lines and 1-based code-point columns,
editors of code units in an encoding that client and server agree on.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate

from asynclint.model import Position

# What Python's tokenizer ends a line at; form feeds and Unicode separators do not count.
_LINE_END = re.compile(r"\r\n|\r|\n")


class Lines:
    """The lines of one text, with conversions between offsets, positions and `ast` places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._starts = _starts(text)

    def __len__(self) -> int:
        return len(self._starts)

    def text(self, line: int) -> str:
        """The 1-based line without its line end; empty past the end of the file."""
        if not 1 <= line <= len(self._starts):
            return ""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[self._starts[line - 1] : end].rstrip("\r\n")

    def offset(self, line: int, utf8_column: int) -> int:
        """Offset of an `ast` place: 1-based line, 0-based column in UTF-8 bytes."""
        start = self._starts[line - 1]
        if self._ascii or utf8_column == 0:
            return start + utf8_column
        encoded = self.text(line).encode("utf-8", "surrogatepass")[:utf8_column]
        return start + len(encoded.decode("utf-8", "replace"))

    def position(self, offset: int) -> Position:
        """1-based line and code-point column of an offset."""
        line = bisect_right(self._starts, offset)
        return Position(line, offset - self._starts[line - 1] + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """An offset as `ast` tells it: 1-based line, 0-based column in UTF-8 bytes."""
        line, column = self.position(offset)
        if self._ascii:
            return line, column - 1
        return line, len(self.text(line)[: column - 1].encode("utf-8", "surrogatepass"))

    def start(self, line: int) -> int:
        """Offset of the first code point of a 1-based line."""
        return self._starts[line - 1]


def _starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _LINE_END.finditer(text))]
    # The same in a third of the time.
    lengths = [len(line) + 1 for line in text.split("\n")]
    lengths.pop()
    return [0, *accumulate(lengths)]


def line_end(text: str) -> str:
    """What ends the lines that are added to a text."""
    return "\r\n" if "\r\n" in text else "\n"


def code_units(text: str, encoding: str) -> int:
    """How many code units of "utf-8", "utf-16" or "utf-32" a text has."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    return sum(_width(letter, encoding) for letter in text)


def code_points(text: str, units: int, encoding: str) -> int:
    """How many code points the first code units of a text make; half of one counts as none,
    and what is past the end as the end."""
    if encoding == "utf-32" or text.isascii():
        return min(units, len(text))
    for index, letter in enumerate(text):
        units -= _width(letter, encoding)
        if units < 0:
            return index
    return len(text)


def _width(letter: str, encoding: str) -> int:
    if encoding == "utf-16":
        return 2 if letter > "\uffff" else 1
    assert encoding == "utf-8", encoding
    return 1 + (letter > "\x7f") + (letter > "\u07ff") + (letter > "\uffff")
