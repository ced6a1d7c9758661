"""Glob patterns as regular expressions, with the meaning git gives them.

`*` and `?` stay inside one path segment, `**` as a whole segment spans any number of
them, `[a-z]`, `[!a]` and `[[:alpha:]]` are classes, a backslash takes the next character
as it is. The expressions never backtrack over more than one star: a pattern comes from
the checkout, and must not be able to hang the run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import count

SPECIAL = frozenset("*?[\\")

_STAR = "*"
_SPAN = "(?:[^/]*/)*"
_CLASSES = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"\x21-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e",
    "space": r" \t\n\r\f\v",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}

# A segment is a list of regular expressions of one character each, and stars.
_Segment = list[str]


def expression(pattern: str, numbers: Iterator[int]) -> str | None:
    """Translate `pattern`, to be matched against a path with `/` between its segments.

    `numbers` makes the group names unique, so that several expressions can be joined into
    one. None for a pattern that git takes but that never matches, such as an open bracket.
    """
    segments = _segments(pattern)
    if segments is None:
        return None
    current: list[str] = []
    runs = []
    for segment in segments:
        if _is_span(segment):
            runs.append(current)
            current = []
        else:
            current.append(_segment_expression(segment, numbers))
    runs.append(current)
    return _joined(runs, numbers)


def anchored(pattern: str, base: str) -> str:
    """Make a pattern of a settings file independent of the place of that file.

    One without a slash is about names at any depth and stays as it is. One with a slash is
    about paths below the directory `base`, and becomes an absolute pattern.
    """
    pattern = pattern.removeprefix("./")
    if "/" not in pattern.rstrip("/"):
        return pattern
    if pattern.startswith(base.rstrip("/") + "/"):
        return pattern
    return f"{escape(base.rstrip('/'))}/{pattern.lstrip('/')}"


def escape(text: str) -> str:
    """Give the pattern that matches exactly `text`."""
    return "".join("\\" + letter if letter in SPECIAL else letter for letter in text)


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Answer whether an absolute path, or a directory above it, matches one of `patterns`.

    The patterns are those `anchored` gives.
    """
    numbers = count()
    found = []
    for pattern in patterns:
        body = expression(pattern.strip("/"), numbers)
        if body:
            found.append(f"/{body}" if "/" in pattern.rstrip("/") else f"{_SPAN}{body}")
    if not found:
        return _never
    compiled = re.compile(f"(?:{'|'.join(found)})(?:/.*)?\\Z", re.DOTALL)
    return lambda path: compiled.match(path) is not None


def _never(path: str) -> bool:
    return False


def _segments(pattern: str) -> list[_Segment] | None:
    segments: list[_Segment] = [[]]
    at = 0
    while at < len(pattern):
        letter = pattern[at]
        at += 1
        if letter == "/":
            segments.append([])
        elif letter == "*":
            segments[-1].append(_STAR)
        elif letter == "?":
            segments[-1].append("[^/]")
        elif letter == "[":
            found = _bracket(pattern, at)
            if found is None:
                return None
            text, at = found
            segments[-1].append(text)
        elif letter == "\\":
            if at == len(pattern):
                return None
            segments[-1].append(re.escape(pattern[at]))
            at += 1
        else:
            segments[-1].append(re.escape(letter))
    return segments


def _bracket(pattern: str, at: int) -> tuple[str, int] | None:
    """Translate the class that opens before `at`; gives it and the offset after it."""
    negated = pattern[at : at + 1] in ("!", "^")
    at += negated
    members: list[str] = []
    low = ""
    first = True
    while first or pattern[at : at + 1] != "]":
        first = False
        if pattern.startswith("[:", at) and (end := pattern.find("]", at + 2)) > 0:
            name = pattern[at + 2 : end - 1]
            if pattern[end - 1] == ":" and end - 1 >= at + 2:
                if name not in _CLASSES:
                    return None
                members.append(_CLASSES[name])
                low, at = "", end + 1
                continue
        is_range = low and pattern[at : at + 1] == "-" and pattern[at + 1 : at + 2] not in ("", "]")
        letter, at = _literal(pattern, at + bool(is_range))
        if not letter:
            return None
        if is_range:
            if low <= letter:
                members.append(f"{re.escape(low)}-{re.escape(letter)}")
            low = ""
        else:
            members.append(re.escape(letter))
            low = letter
    text = "".join(members)
    return (f"[^/{text}]" if negated else f"(?!/)[{text}]"), at + 1


def _literal(pattern: str, at: int) -> tuple[str, int]:
    if pattern[at : at + 1] == "\\":
        at += 1
    return pattern[at : at + 1], at + 1


def _is_span(segment: _Segment) -> bool:
    return len(segment) > 1 and all(part == _STAR for part in segment)


def _segment_expression(segment: _Segment, numbers: Iterator[int]) -> str:
    chunks = [""]
    for part in segment:
        if part != _STAR:
            chunks[-1] += part
        elif chunks[-1] or len(chunks) == 1:
            chunks.append("")
    if len(chunks) == 1:
        return chunks[0]
    # What stands between two stars may be taken where it occurs first, and for good.
    middle = (_atomic(f"[^/]*?{chunk}", numbers) for chunk in chunks[1:-1])
    return f"{chunks[0]}{''.join(middle)}[^/]*{chunks[-1]}"


def _joined(runs: list[list[str]], numbers: Iterator[int]) -> str:
    """Join runs of segments; between two of them stood a `**`."""
    if len(runs) == 1:
        return "/".join(runs[0])
    first, *middle, last = runs
    text = "".join(f"{segment}/" for segment in first)
    for run in filter(None, middle):
        inner = "".join(f"{segment}/" for segment in run)
        text += _atomic(f"(?:[^/]*/)*?{inner}", numbers)
    return text + (_SPAN + "/".join(last) if last else ".+")


def _atomic(text: str, numbers: Iterator[int]) -> str:
    """Take the first match of `text` and never try another (`(?>...)` needs Python 3.11)."""
    name = f"g{next(numbers)}"
    return f"(?=(?P<{name}>{text}))(?P={name})"
