"""Settings of pytest that hide the warning about coroutines nobody awaited."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asynclint.configuration_file import ConfigurationContext, ConfigurationFile
from asynclint.model import Finding, Group, Span
from asynclint.questions.pytest_words import flags
from asynclint.rule import Rule


class Warned(NamedTuple):
    """A warning: what it says, and the categories it falls under."""

    text: str
    categories: tuple[str, ...]


_RUNTIME = Warned(
    "coroutine 'main' was never awaited",
    ("", "RuntimeWarning", "Warning", "builtins.RuntimeWarning", "builtins.Warning"),
)
# What becomes of it where it is an error: the coroutine is being collected, nobody can catch it.
_UNRAISABLE = Warned(
    "Exception ignored in: <coroutine object main at 0x7f0000000000>",
    (
        *("", "Warning", "builtins.Warning"),
        *("pytest.PytestWarning", "pytest.PytestUnraisableExceptionWarning"),
    ),
)
_HIDES = "this hides the warning `coroutine ... was never awaited`"
_VALUED = ("-p", "-W", "--pythonwarnings")
_FLAGS = ("-W", "--pythonwarnings")
_OFF = ("--disable-warnings", "--disable-pytest-warnings")


class Filter(NamedTuple):
    """A filter of warnings as it is written, its place, and whether its message is plain text
    and no pattern."""

    text: str
    span: Span
    is_literal: bool

    @property
    def action(self) -> str:
        return _parts(self.text)[0]


def check(file: ConfigurationFile, ctx: ConfigurationContext) -> Iterator[Finding]:
    found = list(flags(file, ctx, _VALUED))
    for flag in found:
        if flag.name in _OFF or (flag.name == "-p" and flag.value == "no:warnings"):
            yield ctx.finding(flag.span, f"{_HIDES}, the only trace of a missing await")
    filters = [*_filters(ctx), *(Filter(f.value, f.span, True) for f in found if f.name in _FLAGS)]
    last = _deciding(filters, _RUNTIME)
    if last and last.action == "ignore":
        message = f"{_HIDES}, the only trace of a missing await; name what else it is for"
        yield ctx.finding(last.span, message)
    elif last and last.action == "error":
        last = _deciding(filters, _UNRAISABLE)
        if last and last.action == "ignore":
            message = f"{_HIDES}: made an error, it cannot be raised and comes as this one"
            yield ctx.finding(last.span, message)


def _filters(ctx: ConfigurationContext) -> Iterator[Filter]:
    section = ctx.in_force
    entry = section.entries.get("filterwarnings") if section else None
    for piece in entry.pieces if entry else ():
        yield Filter(piece.text, piece.span, False)


def _deciding(filters: Iterable[Filter], warned: Warned) -> Filter | None:
    """Of the filters that cover a warning the last one, which decides."""
    return next((each for each in reversed([*filters]) if _covers(each, warned)), None)


def _covers(filtered: Filter, warned: Warned) -> bool:
    _, message, category, module, *_ = (*_parts(filtered.text), *[""] * 4)
    if category not in warned.categories or module:
        return False
    try:
        pattern = re.escape(message) if filtered.is_literal else message
        return re.match(pattern, warned.text, re.IGNORECASE) is not None
    except re.error:
        return False


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(":")]


RULE = Rule(
    code="ASL806",
    name="hidden-async-warnings",
    summary="settings of pytest that hide coroutines nobody awaited",
    group=Group.SUSPICIOUS,
    visits=(ConfigurationFile,),
    check=check,
    mentions=(("warnings", "ignore"),),
)
