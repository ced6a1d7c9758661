"""A TOML file on its way to settings: read with care, and able to say where an error is."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import tomli

from asynclint.config.toml_lines import line_of
from asynclint.model import UserError

SIZE_LIMIT = 1_000_000

# The words after which the parser tells the place, as part of its message.
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


class Document(NamedTuple):
    """A parsed file: where it is, how it is called in messages, its text and its content."""

    path: str
    shown: str
    text: str
    content: Mapping[str, object]

    def error(self, message: str, keys: tuple[str, ...], item: str = "") -> UserError:
        """Make the error about the key at the path `keys`, or about `item` in its value."""
        return _error(self.shown, line_of(self.text, keys, item), message)


def load(path: str, shown: str, read: Callable[[str], bytes | None]) -> Document | None:
    """Read and parse a file, None when there is none; whatever is wrong is a UserError."""
    data = _contents(path, shown, read)
    if data is None:
        return None
    text = _decoded(data, shown)
    try:
        return Document(path, shown, text, tomli.loads(text))
    except tomli.TOMLDecodeError as error:
        raise _malformed(str(error), shown, text) from None
    except RecursionError:
        raise UserError(f"{shown}: nested too deeply") from None
    except ValueError:
        # Not the parser's own error: a number of more digits than Python converts.
        raise UserError(f"{shown}: a number is too long") from None


def printable(text: str) -> str:
    """Show what would break a line or a terminal as escapes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def _contents(path: str, shown: str, read: Callable[[str], bytes | None]) -> bytes | None:
    try:
        if os.path.getsize(path) > SIZE_LIMIT:
            raise UserError(f"{shown}: larger than {SIZE_LIMIT:,} bytes")
    except (OSError, ValueError):
        pass  # not on disk; an editor may still have it
    try:
        data = read(path)
    except (OSError, ValueError):
        raise UserError(f"{shown}: cannot be read") from None
    if data is not None and len(data) > SIZE_LIMIT:
        raise UserError(f"{shown}: larger than {SIZE_LIMIT:,} bytes")
    return data


def _decoded(data: bytes, shown: str) -> str:
    data = data.removeprefix(b"\xef\xbb\xbf")
    nul = data.find(b"\0")
    if nul >= 0:
        raise _error(shown, data.count(b"\n", 0, nul) + 1, "a NUL byte")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _error(shown, data.count(b"\n", 0, error.start) + 1, "not valid UTF-8") from None


def told_place(message: str, text: str) -> tuple[str, int]:
    """Give what the parser says of a text, and the line it says it of."""
    place = _PLACE.search(message)
    reason = message[: place.start()] if place else message
    line = place.group(1) if place else None
    return reason, int(line) if line else text.rstrip("\n").count("\n") + 1


def _malformed(message: str, shown: str, text: str) -> UserError:
    reason, line = told_place(message, text)
    return _error(shown, line, f"invalid TOML: {printable(reason)}")


def _error(shown: str, line: int, message: str) -> UserError:
    return UserError(f"{shown}:{line}: {message}")
