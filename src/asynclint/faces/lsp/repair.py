"""A text that does not parse, with what breaks it blanked out: same length, same lines.

Good for looking at the rest of a file line by line, not for reasoning about what is missing.
"""

from __future__ import annotations

import re

from asynclint.model import Span
from asynclint.parsing import parse

_ROUNDS = 12
_HEADER = re.compile(r"on line (\d+)$")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
# What a broken line may become, the first that fits.
_SUBSTITUTES = (("async def ", "async def _():"), ("def ", "def _():"), ("class ", "class _:"))


def repaired(text: str) -> tuple[str, list[Span]] | None:
    """The text that parses and the places that were blanked; None when too much is broken."""
    lines = _LINE.findall(text)
    blanked: set[int] = set()
    for _ in range(_ROUNDS):
        error = _error("".join(lines))
        if error is None:
            return "".join(lines), _spans(lines, blanked)
        at = _culprit(error, lines)
        if at in blanked or at is None:
            return None
        block = _block(lines, at) if "unexpected indent" in str(error.msg) else range(at, at + 1)
        for index in block:
            lines[index] = _blank(lines, index, alone=len(block) == 1)
        blanked.update(block)
    return None


def _error(text: str) -> SyntaxError | None:
    try:
        parse(text)
    except SyntaxError as error:
        return error
    except (ValueError, RecursionError, MemoryError) as error:
        return SyntaxError(str(error))
    return None


def _culprit(error: SyntaxError, lines: list[str]) -> int | None:
    """Index of the line to blank: the header of a missing block, else where Python gave up, or
    the last line with text before that."""
    header = _HEADER.search(error.msg or "")
    line = int(header[1]) if header else error.lineno
    if not line or not lines:
        return None
    at = min(line, len(lines)) - 1
    while at > 0 and not lines[at].strip():
        at -= 1
    return at


def _block(lines: list[str], start: int) -> range:
    """The lines from one on that are indented as deep."""
    depth, end = _indent(lines[start]), start + 1
    while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) >= depth):
        end += 1
    return range(start, end)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \t"))


def _blank(lines: list[str], index: int, *, alone: bool) -> str:
    """A line of the same length that cannot be wrong: a header where a block follows."""
    line = lines[index]
    body = line.rstrip("\r\n")
    end, indent = line[len(body) :], body[: _indent(body)]
    room = len(body) - len(indent)
    follower = next((other for other in lines[index + 1 :] if other.strip()), "")
    word = "pass"
    if alone and _indent(follower) > len(indent):
        stripped = body.strip()
        fitting = (new for old, new in _SUBSTITUTES if stripped.startswith(old))
        word = next(fitting, "if 1:")
    if not alone or len(word) > room:
        word = ""
    return indent + word.ljust(room) + end


def _spans(lines: list[str], blanked: set[int]) -> list[Span]:
    found, start = [], 0
    for index, line in enumerate(lines):
        if index in blanked:
            found.append(Span(start, start + len(line)))
        start += len(line)
    return found
