"""Rules and settings by name, where they stand in a text: in `noqa` comments and settings files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from asynclint.config.keys import KEYS, Key
from asynclint.model import Group, Span
from asynclint.session import all_rules
from asynclint.source import BadSource, Source, encode
from asynclint.suppress import comments

_WORD = re.compile(r"[A-Za-z][\w-]*")
_TABLE = re.compile(r"^[ \t]*\[+[ \t]*([^\]\r\n]+?)[ \t]*\]", re.MULTILINE)
_BEFORE_CODE = re.compile(
    r"#[ \t]*(?:(?:flake8|asynclint)[ \t]*[:=][ \t]*)?noqa[ \t]*:[ \t]*"
    r"(?:[\w-]+[ \t]*[, \t][ \t]*)*(?P<word>[A-Za-z][\w-]*)?$",
    re.IGNORECASE,
)
_BEFORE_KEY = re.compile(r"^[ \t]*(?P<word>[a-z][a-z-]*)?$")
_IN_STRING = re.compile(r"""(?:[^"'#]|"[^"]*"|'[^']*')*["'](?P<word>[A-Za-z][\w-]*)?$""")


class Word(NamedTuple):
    """A word and its place."""

    text: str
    span: Span


class Choice(NamedTuple):
    """A word that may stand somewhere, a line about it, and the name of the rule it is, if it
    is one."""

    word: str
    about: str
    rule: str = ""


def noqa_word(text: str, offset: int) -> Word | None:
    """The code or name in a `noqa` comment at a place."""
    if "noqa" not in text.lower():
        return None
    try:
        for comment in comments(Source("", encode(text))):
            for word in comment.words:
                if word.span.start <= offset <= word.span.end:
                    return Word(*word)
    except BadSource:
        pass
    return None


def settings_word(text: str, offset: int, shared: bool) -> Word | None:
    """The word at a place of our settings; `shared` tells a `pyproject.toml`."""
    if not _is_ours(text, offset, shared):
        return None
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start : end if end >= 0 else len(text)]
    for match in _WORD.finditer(line):
        if match.start() <= offset - start <= match.end():
            return Word(match[0], Span(start + match.start(), start + match.end()))
    return None


def key(name: str) -> Key | None:
    """The setting of a name, without the table it stands in."""
    return next((each for each in KEYS if each.name.rpartition(".")[2] == name), None)


def choices(text: str, offset: int, kind: str) -> tuple[Span, list[Choice]] | None:
    """What may stand at a place, and the part of it that is written already. `kind` is
    "python", "pyproject" or "asynclint"."""
    line = text[text.rfind("\n", 0, offset) + 1 : offset]
    if kind == "python":
        found = _BEFORE_CODE.search(line)
        return _choice(found, offset, _rules()) if found else None
    if not _is_ours(text, offset, kind == "pyproject"):
        return None
    if found := _BEFORE_KEY.search(line):
        return _choice(found, offset, (Choice(each.name, each.doc) for each in KEYS))
    if found := _IN_STRING.match(line):
        groups = (Choice(group.value, "a group of rules") for group in Group)
        return _choice(found, offset, (*_rules(), *groups, Choice("ALL", "all rules")))
    return None


def _choice(
    found: re.Match[str], offset: int, choices: Iterator[Choice] | tuple[Choice, ...]
) -> tuple[Span, list[Choice]]:
    return Span(offset - len(found["word"] or ""), offset), list(choices)


def _rules() -> Iterator[Choice]:
    for rule in all_rules():
        yield Choice(rule.name, rule.summary, rule.name)
        yield Choice(rule.code, f"{rule.name}: {rule.summary}", rule.name)


def _is_ours(text: str, offset: int, shared: bool) -> bool:
    """Whether a place is in a table of ours."""
    if not shared:
        return True
    table = ""
    for match in _TABLE.finditer(text, 0, offset):
        table = match[1]
    return table == "tool.asynclint" or table.startswith("tool.asynclint.")
