"""The texts the editor has open, and what its positions mean in them.

A position of the protocol is a line and a column in code units; wrong ones mean the nearest place
there is. Lines end where LSP says, which is where Python says.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property

from lsprotocol import types
from pygls.uris import to_fs_path

from asynclint.model import Span
from asynclint.positions import Lines, code_points, code_units

_SETTINGS = ("pyproject.toml", "asynclint.toml")
_PYTHON = (".py", ".pyi")


class Text:
    """A text and its positions in an encoding: "utf-8", "utf-16" or "utf-32"."""

    def __init__(self, text: str, encoding: str) -> None:
        self.text = text
        self._encoding = encoding

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    def offset(self, position: types.Position) -> int:
        """The place a position means."""
        line = position.line + 1
        if line > len(self.lines):
            return len(self.text)
        within = self.lines.text(line)
        return self.lines.start(line) + code_points(within, position.character, self._encoding)

    def span(self, range_: types.Range) -> Span:
        """The text a range means; a range that ends before it starts is turned round."""
        start, end = self.offset(range_.start), self.offset(range_.end)
        return Span(min(start, end), max(start, end))

    def position(self, offset: int) -> types.Position:
        line, column = self.lines.position(min(offset, len(self.text)))
        before = self.lines.text(line)[: column - 1]
        return types.Position(line - 1, code_units(before, self._encoding))

    def range(self, span: Span) -> types.Range:
        return types.Range(self.position(span.start), self.position(span.end))


class Document:
    """One open text; `path` is absolute, and made up for what was never saved."""

    def __init__(self, item: types.TextDocumentItem, encoding: str, folder: str) -> None:
        self.uri = item.uri
        self.version = item.version
        self.language = item.language_id
        self.path = path_of(item.uri, folder)
        self.content = Text(item.text, encoding)
        self._encoding = encoding

    @property
    def text(self) -> str:
        return self.content.text

    @property
    def is_python(self) -> bool:
        """Whether findings can be in it; cells of notebooks have no path of their own."""
        return self.language == "python" or self.path.endswith(_PYTHON)

    @property
    def is_settings(self) -> bool:
        """Whether it is a file of our settings."""
        return os.path.basename(self.path) in _SETTINGS

    def edit(
        self, version: int, changes: Sequence[types.TextDocumentContentChangeEvent]
    ) -> None:
        """Make the editor's changes, one after the other."""
        self.version = version
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = self.content.span(change.range)
                new = self.text[:start] + change.text + self.text[end:]
            else:
                new = change.text
            self.content = Text(new, self._encoding)


def path_of(uri: str, folder: str) -> str:
    """The absolute path of a document; one in `folder` for what has no file yet, and "" for
    what is no document of ours, such as an old version in a comparison."""
    scheme, _, rest = uri.partition(":")
    if scheme == "file":
        return os.path.normpath(to_fs_path(uri) or "")
    if scheme == "untitled" and folder:
        name = "".join(letter if letter.isalnum() else "_" for letter in rest)
        return os.path.join(folder, f"{name}.py")
    return ""
