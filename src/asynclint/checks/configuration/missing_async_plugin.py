"""What looks as if it ran async tests, and does nothing: a package without a plugin, a variable
that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asynclint.configuration_file import (
    ConfigurationContext,
    ConfigurationFile,
    Entry,
    Piece,
)
from asynclint.model import Finding, Group
from asynclint.rule import Rule

_PACKAGE = re.compile(r"pytest[-_.]anyio(?![\w.-]*\w)", re.IGNORECASE)
_VARIABLE = re.compile(r"(?:[A-Z]:)*ANYIO_BACKEND\s*=")
_PLUGIN = (
    "`pytest-anyio` is an empty package that asks for AnyIO, whose plugin it is; require `anyio`"
)
_UNREAD = (
    "nothing reads `ANYIO_BACKEND`; define a fixture called `anyio_backend` in conftest.py that "
    "returns the backend"
)


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    for section in file.sections.values():
        for entry in section.entries.values():
            for place, message in _wrong(entry):
                yield ctx.finding(place, message)


def _wrong(entry: Entry) -> Iterator[tuple[Entry | Piece, str]]:
    if _PACKAGE.fullmatch(entry.name):
        yield entry, _PLUGIN
    elif entry.name == "ANYIO_BACKEND":
        yield entry, _UNREAD
    for piece in entry.pieces:
        if _PACKAGE.match(piece.text):
            yield piece, _PLUGIN
        elif _VARIABLE.match(piece.text):
            yield piece, _UNREAD


RULE = Rule(
    code="ASL809",
    name="missing-async-plugin",
    summary="a package or variable for async tests that does nothing",
    group=Group.SUSPICIOUS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("*anyio*", "*ANYIO*"), ("*pytest*", "*ANYIO_BACKEND*")),
)
