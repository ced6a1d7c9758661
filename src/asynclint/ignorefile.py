"""What one `.gitignore` file says about the names below its directory, as git reads it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from itertools import count
from typing import NamedTuple

from asynclint.globs import SPECIAL, expression


class IgnoreFile:
    """The rules of a `.gitignore` in the directory `base`; nothing is compiled before it is asked.

    `text` is the file's content; bytes that are not UTF-8 are expected as surrogate escapes,
    as in the names the system gives.
    """

    def __init__(self, base: str, text: str) -> None:
        self._strip = len(base.rstrip("/")) + 1
        self._rules = [rule for line in text.split("\n") if (rule := _rule(line))]

    def verdict(self, path: str, name: str, *, is_directory: bool) -> bool | None:
        """Say whether `path`, whose last part is `name`, is ignored; None when no rule speaks."""
        table = self._for_directories if is_directory else self._for_files
        found = table.last_match(path[self._strip :], name)
        return None if found < 0 else not self._rules[found].negated

    @cached_property
    def _for_files(self) -> _Table:
        return _Table((at, rule) for at, rule in enumerate(self._rules) if not rule.only_directory)

    @cached_property
    def _for_directories(self) -> _Table:
        return _Table(enumerate(self._rules))


class _Rule(NamedTuple):
    body: str
    negated: bool
    only_directory: bool
    is_path: bool


def _rule(line: str) -> _Rule | None:
    line = _without_trailing_spaces(line.removesuffix("\r"))
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    body = line[negated:]
    only_directory = body.endswith("/")
    body = body[:-1] if only_directory else body
    if not body:
        return None
    return _Rule(body.removeprefix("/"), negated, only_directory, "/" in body)


def _without_trailing_spaces(line: str) -> str:
    bare = line.rstrip(" ")
    backslashes = len(bare) - len(bare.rstrip("\\"))
    return bare + " " if backslashes % 2 and len(bare) < len(line) else bare


class _Table:
    """Rules sorted by how they are looked up: most are plain names or endings, found fast."""

    def __init__(self, rules: Iterable[tuple[int, _Rule]]) -> None:
        self._names: dict[str, int] = {}
        self._paths: dict[str, int] = {}
        self._endings: dict[str, int] = {}
        name_globs: list[tuple[int, str]] = []
        path_globs: list[tuple[int, str]] = []
        for at, rule in rules:
            if SPECIAL.isdisjoint(rule.body):
                (self._paths if rule.is_path else self._names)[rule.body] = at
            elif not rule.is_path and rule.body[0] == "*" and SPECIAL.isdisjoint(rule.body[1:]):
                self._endings[rule.body[1:]] = at
            else:
                (path_globs if rule.is_path else name_globs).append((at, rule.body))
        self._ending = tuple(self._endings)
        self._name_glob = _alternatives(name_globs)
        self._path_glob = _alternatives(path_globs)

    def last_match(self, path: str, name: str) -> int:
        """Number of the last rule that matches, -1 for none."""
        found = max(self._names.get(name, -1), self._paths.get(path, -1))
        if self._ending and name.endswith(self._ending):
            found = max(found, *(at for end, at in self._endings.items() if name.endswith(end)))
        if self._name_glob and (match := self._name_glob.match(name)):
            found = max(found, _number(match))
        if self._path_glob and (match := self._path_glob.match(path)):
            found = max(found, _number(match))
        return found


def _alternatives(globs: list[tuple[int, str]]) -> re.Pattern[str] | None:
    """One expression for all, the last rule first: the alternative that matches is the answer."""
    numbers = count()
    found = [
        f"(?P<r{at}>{body})"
        for at, glob in reversed(globs)
        if (body := expression(glob, numbers)) is not None
    ]
    return re.compile(f"(?:{'|'.join(found)})\\Z", re.DOTALL) if found else None


def _number(match: re.Match[str]) -> int:
    # The group around an alternative closes last, whatever groups are inside it.
    return int((match.lastgroup or "r-1")[1:])
