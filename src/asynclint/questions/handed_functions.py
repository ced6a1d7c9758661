"""Functions handed to what calls them later (`knowledge/function_arguments.toml`)."""

from __future__ import annotations

import ast
from functools import cache
from typing import NamedTuple

from asynclint import knowledge
from asynclint.model import Span
from asynclint.questions.receivers import argument, called, last_name
from asynclint.rule import Callee, Context

_KINDS = ("callbacks", "calls", "starters", "threads")


class Handed(NamedTuple):
    """A function argument, and the full name of what takes it."""

    api: str
    function: ast.expr


def handed_function(call: ast.Call, kinds: tuple[str, ...], ctx: Context) -> Handed | None:
    """The function a call hands over, when it certainly calls an API of one of the tables
    `kinds`; None otherwise, and where a starred argument may shift it."""
    if last_name(call.func, ctx) not in last_names(kinds):
        return None
    api = called(call, ctx)
    place = next((table[api] for table in map(_table, kinds) if api in table), None)
    function = place and argument(call, *place)
    return Handed(api, function) if function else None


def coroutine_function(function: ast.expr, ctx: Context) -> Callee | None:
    """The coroutine function that a function argument is, or that a lambda calls."""
    if isinstance(function, ast.Lambda):
        return ctx.coroutine_call(function.body)
    return ctx.coroutine_function(function)


def arguments_of(call: ast.Call, ctx: Context) -> str | None:
    """The arguments of a call as text; None when they cannot stand among others."""
    end = ctx.source.span(call.func).end
    text = ctx.source.segment(Span(end, ctx.source.span(call).end)).strip()
    if "#" in text or not text.startswith("("):
        return None
    if any(isinstance(value, ast.GeneratorExp) for value in call.args):
        return None
    return text[1:-1].strip().rstrip(",")


def own_keywords(api: str) -> frozenset[str] | None:
    """The keywords an API takes for itself, when it hands none on; None when it does."""
    own = knowledge.table("function_arguments")["keywords"].get(api)
    place = next((each[api] for each in map(_table, _KINDS) if api in each), None)
    return frozenset((*own, place[1])) if own is not None and place else None


@cache
def last_names(kinds: tuple[str, ...]) -> frozenset[str]:
    """The words a file must have to call an API of one of the tables."""
    return frozenset(name.rpartition(".")[2] for kind in kinds for name in _table(kind))


@cache
def _table(kind: str) -> dict[str, tuple[int, str]]:
    return {
        name: (position, keyword)
        for name, (position, keyword) in knowledge.table("function_arguments")[kind].items()
    }
