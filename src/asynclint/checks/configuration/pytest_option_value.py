"""A value of an option of pytest that its reader refuses, or takes for something else."""

from __future__ import annotations

import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.configuration_file import (
    ConfigurationContext,
    ConfigurationFile,
    Entry,
    Piece,
)
from asynclint.model import Answer, Edit, Finding, Fix, Group, Span
from asynclint.positions import line_end
from asynclint.rule import Rule

_COMMENT = re.compile(r"(?:^|\s)#")


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    section = ctx.in_force
    for entry in section.entries.values() if section else ():
        commented = list(_comments(entry, file, ctx))
        yield from commented or _choice(entry, file, ctx)


def _comments(
    entry: Entry, file: ConfigurationFile, ctx: ConfigurationContext
) -> Iterator[Finding]:
    """A `#` behind a value, which is no comment in an ini file."""
    if file.is_toml or entry.name not in knowledge.table("pytest_options")["plain"]:
        return
    for piece in entry.pieces:
        match = _COMMENT.search(piece.text)
        if match:
            rest = piece.text[match.end() - 1 :]
            message = f"`{rest}` is part of the value: comments need a line of their own here"
            start = piece.span.start + match.end() - 1
            fix = _line_above(piece, start, file) if match.start() else None
            yield ctx.finding(Span(start, piece.span.end), message, fix=fix)


def _line_above(piece: Piece, start: int, file: ConfigurationFile) -> Fix:
    lines, text = file.source.lines, file.source.text
    first = lines.start(lines.position(start).line)
    indent = re.match(r"[ \t]*", text[first:])
    ending = line_end(text)
    comment = text[start : piece.span.end]
    before = text[first:start].rstrip()
    edits = (
        Edit(Span(first, first), f"{indent[0] if indent else ''}{comment}{ending}"),
        Edit(Span(first + len(before), piece.span.end), ""),
    )
    return Fix("Put the comment on its own line", edits, safe=True)


def _choice(
    entry: Entry, file: ConfigurationFile, ctx: ConfigurationContext
) -> Iterator[Finding]:
    choices = knowledge.table("pytest_options")["choices"].get(entry.name)
    value = str(entry.value)
    if not choices or value in choices or _is_old(entry, ctx):
        return
    shown = " or ".join(f"`{choice}`" for choice in choices)
    place = entry.pieces[0] if len(entry.pieces) == 1 else entry
    bare = value.strip("\"'")
    fix = None
    if bare in choices and not file.is_toml and isinstance(place, Piece):
        fix = Fix("Write it without quotes", (Edit(place.span, bare),), safe=True)
    if entry.name == "anyio_mode":
        message = f"AnyIO takes `{value}` for `strict`: `anyio_mode` is {shown}"
    else:
        message = f"pytest-asyncio refuses `{value}`: `{entry.name}` is {shown}"
    yield ctx.finding(place, message, fix=fix)


def _is_old(entry: Entry, ctx: ConfigurationContext) -> bool:
    """Whether pytest-asyncio before 0.19, or pytest-aiohttp, takes the value."""
    if entry.name != "asyncio_mode" or entry.value != "legacy":
        return False
    before = ctx.pytest.at_least("pytest-asyncio", 0, 19) is Answer.NO
    return before or ctx.pytest.has("pytest-aiohttp")


RULE = Rule(
    code="ASL803",
    name="pytest-option-value",
    summary="a value that an option of pytest does not take",
    group=Group.CORRECTNESS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("*pytest*",),),
    fix="safe",
)
