"""The words pytest is started with: those of `addopts`, and of commands in tox.ini or a shell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asynclint.configuration_file import (
    ConfigurationContext,
    ConfigurationFile,
    Entry,
    Piece,
)
from asynclint.model import Span

_WORD = re.compile(r"(?:[^\s\"']|\"[^\"]*\"|'[^']*')+")
_PYTEST = re.compile(r"(?:.*[/\\])?(?:pytest|py\.test)")


_ENDS = ("&&", "||", ";", "|")


class Word(NamedTuple):
    """A word without quotes, and where it stands."""

    text: str
    span: Span


class Flag(NamedTuple):
    """A flag, its value or "", and the place of both."""

    name: str
    value: str
    span: Span


def flags(
    file: ConfigurationFile, ctx: ConfigurationContext, valued: Sequence[str]
) -> Iterator[Flag]:
    """The flags in a file that pytest gets from `addopts`, where it is in force, and from commands.
    Those in `valued` take the next word as their value when none is joined to them."""
    section = ctx.in_force
    if section and "addopts" in section.entries:
        yield from _flags(list(_words(section.entries["addopts"], file)), valued)
    if file.name == "tox.ini" or file.name.endswith(".sh"):
        for command in _commands(file):
            yield from _flags(command, valued)


def split(piece: Piece) -> Iterator[Word]:
    """The words of a line as a shell would take them."""
    for match in _WORD.finditer(piece.text):
        start = piece.span.start + match.start()
        yield Word(re.sub(r"[\"']", "", match[0]), Span(start, start + len(match[0])))


def after_pytest(words: Sequence[Word]) -> Sequence[Word]:
    """The words behind the name of pytest in a command; none when it starts something else."""
    for index, word in enumerate(words):
        if _PYTEST.fullmatch(word.text):
            rest = words[index + 1 :]
            end = next((at for at, each in enumerate(rest) if each.text in _ENDS), len(rest))
            return rest[:end]
    return ()


def _words(entry: Entry, file: ConfigurationFile) -> Iterator[Word]:
    for piece in entry.pieces:
        if not file.is_toml:
            yield from split(piece)
        elif isinstance(entry.value, list):
            yield Word(piece.text, piece.span)
        else:  # a string: the words stand behind its quotes as they are
            raw = file.source.segment(piece.span)
            quotes = len(raw) - len(raw.lstrip(raw[0]))
            yield from split(Piece(raw.strip(raw[0]), Span(piece.span.start + quotes, 0)))


def _commands(file: ConfigurationFile) -> Iterator[Sequence[Word]]:
    for name, section in file.sections.items():
        commands = section.entries.get("commands")
        if commands and name.startswith(("commands", "testenv")):
            yield from _joined(commands.pieces)


def _joined(pieces: Sequence[Piece]) -> Iterator[Sequence[Word]]:
    """The words behind pytest of each command; a backslash joins lines."""
    command: list[Word] = []
    for piece in pieces:
        goes_on = piece.text.endswith("\\")
        command += split(piece._replace(text=piece.text.rstrip("\\")))
        if not goes_on:
            yield after_pytest(command)
            command = []


def _flags(words: Sequence[Word], valued: Sequence[str]) -> Iterator[Flag]:
    taken = False
    for index, word in enumerate(words):
        if taken or not word.text.startswith("-"):
            taken = False
            continue
        name, _, value = word.text.partition("=")
        if not name.startswith("--") and len(name) > 2:
            name, value = word.text[:2], word.text[2:]
        span = word.span
        following = words[index + 1] if index + 1 < len(words) else None
        if not value and name in valued and following:
            taken = True
            value, span = following.text, Span(span.start, following.span.end)
        yield Flag(name, value, span)
