"""What the analysis reads: the editor's text before the disk's.

Other modules are told the last text that parsed, so that a half-written line takes nothing from
them. What was read from the disk is remembered by its time and size, to notice changes.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Iterator
from functools import cached_property

from asynclint import disk
from asynclint.kinds import NOTEBOOK
from asynclint.parsing import parse
from asynclint.source import BadSource, Source, encode

_Stamp = tuple[int, int] | None


class Buffer:
    """A text in the editor; `before` is the last one of the same file that parsed.

    An editor may keep a byte order mark in the text; `lead` counts it, for no analysis does.
    """

    def __init__(self, path: str, text: str, before: bytes | None) -> None:
        self.path = path
        self.lead = 1 if text.startswith("\ufeff") else 0
        self.text = text[self.lead :]
        self.data = encode(self.text)
        self._before = before

    @cached_property
    def tree(self) -> ast.Module | None:
        """The tree of the text, None while it does not parse."""
        try:
            if self.path.endswith(NOTEBOOK):
                return _cells(self.data)
            return Source(self.path, self.data).tree
        except BadSource:
            return None

    @property
    def readable(self) -> bytes:
        """What other modules are told."""
        return self.data if self.tree or self._before is None else self._before

    @property
    def good(self) -> bytes | None:
        """The last text that parsed, as far as anybody asked."""
        return self.data if self.__dict__.get("tree") else self._before


class Buffers:
    """The texts by absolute path, and the disk behind them."""

    def __init__(self) -> None:
        self._texts: dict[str, Buffer] = {}
        self._stamps: dict[str, _Stamp] = {}
        # Called for every read while a project is read for its words; such reads are not watched.
        self.heard: Callable[[], None] | None = None

    def put(self, path: str, text: str) -> bool:
        """Take the editor's text for a file; whether other modules see a difference."""
        old = self._texts.get(path)
        self._texts[path] = new = Buffer(path, text, old.good if old else None)
        return old is None or new.readable != old.readable

    def drop(self, path: str) -> None:
        """The editor has closed the file; the disk counts again."""
        self._texts.pop(path, None)

    def get(self, path: str) -> Buffer | None:
        return self._texts.get(path)

    def read(self, path: str) -> bytes:
        """The bytes of a file; raises `OSError`."""
        if self.heard:
            self.heard()
        buffer = self._texts.get(path)
        if buffer is not None:
            return buffer.readable
        if not self.heard:
            self._stamps[path] = stamp(path)
        return disk.read(path)

    def stale(self) -> Iterator[str]:
        """The files that are not on the disk as they were read."""
        for path, old in list(self._stamps.items()):
            new = stamp(path)
            if new != old:
                self._stamps[path] = new
                yield path


def stamp(path: str) -> _Stamp:
    """What tells that a file has changed; None for none."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size


def _cells(data: bytes) -> ast.Module | None:
    """The tree of the cells of a notebook, where `await` may stand outside of functions."""
    try:
        return parse(data, data.decode, ast.PyCF_ALLOW_TOP_LEVEL_AWAIT).tree
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
