"""Settings of pytest that hide the warning about coroutines nobody awaited."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from asynclint.configuration_file import (
    ConfigurationContext,
    ConfigurationFile,
    Piece,
)
from asynclint.model import Finding, Group, Span
from asynclint.questions.pytest_words import Flag, flags
from asynclint.rule import Rule

_WARNING = "coroutine 'main' was never awaited"
_CATEGORIES = ("", "RuntimeWarning", "Warning", "builtins.RuntimeWarning", "builtins.Warning")
_HIDES = "this hides the warning `coroutine ... was never awaited`"
_VALUED = ("-p", "-W", "--pythonwarnings")
_OFF = ("--disable-warnings", "--disable-pytest-warnings")


class Filter(NamedTuple):
    """A warnings filter that covers the warning, what it does, and its place."""

    action: str
    span: Span


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    found = list(flags(file, ctx, _VALUED))
    for flag in found:
        if flag.name in _OFF or (flag.name == "-p" and flag.value == "no:warnings"):
            yield ctx.finding(flag.span, f"{_HIDES}, the only trace of a missing await")
    covering = [*_filters(ctx), *filter(None, map(_of_flag, found))]
    # Of the filters that cover a warning the last one decides.
    if covering and covering[-1].action == "ignore":
        message = f"{_HIDES}, the only trace of a missing await; name what else it is for"
        yield ctx.finding(covering[-1].span, message)


def _filters(ctx: ConfigurationContext) -> Iterator[Filter]:
    section = ctx.in_force
    entry = section.entries.get("filterwarnings") if section else None
    for piece in entry.pieces if entry else ():
        found = _covering(piece, escaped=False)
        if found:
            yield found


def _of_flag(flag: Flag) -> Filter | None:
    if flag.name not in ("-W", "--pythonwarnings"):
        return None
    return _covering(Piece(flag.value, flag.span), escaped=True)


def _covering(piece: Piece, *, escaped: bool) -> Filter | None:
    """What a filter does to the warning; None when it is about something else."""
    action, message, category, module, *_ = (*(p.strip() for p in piece.text.split(":")), *[""] * 4)
    if category not in _CATEGORIES or module:
        return None
    try:
        pattern = re.compile(re.escape(message) if escaped else message, re.IGNORECASE)
    except re.error:
        return None
    return Filter(action, piece.span) if pattern.match(_WARNING) else None


RULE = Rule(
    code="ASL806",
    name="hidden-async-warnings",
    summary="settings of pytest that hide coroutines nobody awaited",
    group=Group.SUSPICIOUS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("warnings", "ignore"),),
)
