"""A configuration file as sections of keys and values, each with its place in the text.

TOML tables and ini sections look the same from here: a section has a name ("pytest",
"tool.pytest.ini_options"), keys, and values. Values of ini files are strings, those of TOML
whatever TOML has. Offsets are code points of the text that was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import tomli

from asynclint.config import ini, toml_lines
from asynclint.config.document import told_place
from asynclint.config.toml_lines import Statement, nearest, plain, statements
from asynclint.model import Span


class BadTables(Exception):
    """A text that does not parse; `line` is 1-based."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class Piece(NamedTuple):
    """A line of an ini value, or a string of a TOML value; `span` is what stands in the file,
    in TOML with its quotes."""

    text: str
    span: Span


class Entry(NamedTuple):
    """A key, its place, and its value."""

    name: str
    span: Span
    value: object
    pieces: tuple[Piece, ...]


class Section(NamedTuple):
    """A section; `span` is its header, or what stands nearest to one."""

    name: str
    span: Span
    entries: Mapping[str, Entry]


Tables = Mapping[str, Section]

_PROMPT = "$ "
_SHELL_COMMENT = re.compile(r"(?m)(?<!\S)#")


def read_ini(text: str) -> Tables:
    """The sections of an ini file by name, read as pytest reads it. Raises `BadTables`."""
    try:
        found = ini.placed(text)
    except ini.BadIni as bad:
        raise BadTables(bad.reason, bad.line) from None
    return {name: _of_ini(name, section) for name, section in found.items()}


def read_toml(text: str) -> Tables:
    """The tables of a TOML file, but for those in arrays. Raises `BadTables`."""
    try:
        content = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise BadTables(*told_place(str(error), text)) from None
    except (ValueError, RecursionError) as error:
        raise BadTables(str(error), 1) from None
    placed = _Places(text)
    return {section.name: section for section in _tables((), content, placed)}


def read_commands(text: str) -> Tables:
    """The commands of a shell as an entry `commands` of a section `commands`, as tox.ini has
    them. Where some lines start with `$ `, the others are what commands print."""
    pieces = list(_commands(text))
    if any(_is_prompted(piece, text) for piece in pieces):
        pieces = list(_prompted(pieces, text))
    start = Span(0, 0)
    entry = Entry("commands", start, "\n".join(p.text for p in pieces), tuple(pieces))
    return {"commands": Section("commands", start, {"commands": entry})}


def lines_of(text: str, entry: Entry, *, in_toml: bool) -> Span | None:
    """The lines that a key and its value take; None when other things stand on them."""
    end = max([entry.span.end, *(piece.span.end for piece in entry.pieces)])
    if in_toml:
        found = [each for each in statements(text) if each.start == entry.span.start and each.value]
        if not found:
            return None
        end = found[0].value[-1].end()
    start = text.rfind("\n", 0, entry.span.start) + 1
    after = text.find("\n", end)
    after = len(text) if after < 0 else after + 1
    rest = text[end:after].strip()
    if text[start : entry.span.start].strip() or (in_toml and rest and rest[0] != "#"):
        return None
    return Span(start, after)


def comment_offsets(text: str, path: str) -> frozenset[int]:
    """The offsets at which comments start, in a text that parses."""
    if path.endswith(".toml"):
        return frozenset(toml_lines.comments(text))
    if path.endswith(".sh"):
        return frozenset(match.start() for match in _SHELL_COMMENT.finditer(text))
    return frozenset(_ini_comments(text))


def _commands(text: str) -> Iterator[Piece]:
    """The lines of a shell without prompts and comments."""
    offset = 0
    for whole in text.splitlines(keepends=True):
        comment = _SHELL_COMMENT.search(whole)
        line = whole[: comment.start() if comment else None].rstrip()
        start = offset + len(line) - len(line.lstrip())
        bare = line.lstrip()
        if bare.startswith(_PROMPT):
            bare, start = bare[len(_PROMPT) :], start + len(_PROMPT)
        if bare:
            yield Piece(bare, Span(start, start + len(bare)))
        offset += len(whole)


def _is_prompted(piece: Piece, text: str) -> bool:
    return text[piece.span.start - len(_PROMPT) : piece.span.start] == _PROMPT


def _prompted(pieces: list[Piece], text: str) -> Iterator[Piece]:
    """The lines behind prompts, and those that a backslash joins to them."""
    goes_on = False
    for piece in pieces:
        if goes_on or _is_prompted(piece, text):
            yield piece
            goes_on = piece.text.endswith("\\")


def _of_ini(name: str, section: ini.Section) -> Section:
    entries = {}
    for option in section.options.values():
        pieces = tuple(Piece(line.text, _span(line)) for line in option.lines)
        entries[option.name.text] = Entry(
            option.name.text, _span(option.name), option.value, pieces
        )
    return Section(name, _span(section.header), entries)


def _span(placed: ini.Placed) -> Span:
    return Span(placed.start, placed.start + len(placed.text))


def _ini_comments(text: str) -> Iterator[int]:
    offset = 0
    for line in text.splitlines(keepends=True):
        bare = line.lstrip()
        if bare and bare[0] in "#;":
            yield offset + len(line) - len(bare)
        elif line[0] == "[" and "#" in line:
            yield offset + line.index("#")
        offset += len(line)


def _tables(
    keys: tuple[str, ...], content: Mapping[str, object], placed: _Places
) -> Iterator[Section]:
    entries = {name: _entry((*keys, name), value, placed) for name, value in content.items()}
    yield Section(".".join(keys), placed.span(keys), entries)
    for name, value in content.items():
        if isinstance(value, dict):
            yield from _tables((*keys, name), value, placed)


def _entry(keys: tuple[str, ...], value: object, placed: _Places) -> Entry:
    statement = placed.exact.get(keys)
    pieces = [
        Piece(plain(token.group()), Span(*token.span()))
        for token in (statement.value if statement else ())
        if token.group()[0] in "\"'"
    ]
    return Entry(keys[-1], placed.span(keys), value, tuple(pieces))


class _Places:
    """Where the headers and keys of a TOML text stand."""

    def __init__(self, text: str) -> None:
        self._all = list(statements(text))
        self.exact: dict[tuple[str, ...], Statement] = {}
        for statement in self._all:
            self.exact.setdefault(statement.keys, statement)

    def span(self, keys: tuple[str, ...]) -> Span:
        """Where a key or header stands, or its first key, or what is around it."""
        found = self.exact.get(keys)
        if found is None:
            below = (each for each in self._all if each.keys[: len(keys)] == keys)
            found = next(below, None) or nearest(self._all, keys)
        return Span(found.start, found.end)
