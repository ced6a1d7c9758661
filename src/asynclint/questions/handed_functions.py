"""Functions handed to what calls them later (`knowledge/function_arguments.toml`)."""

from __future__ import annotations

import ast
from functools import cache
from typing import NamedTuple

from asynclint import knowledge
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context


class Handed(NamedTuple):
    """A function argument, and the full name of what takes it."""

    api: str
    function: ast.expr


def handed_function(call: ast.Call, kinds: tuple[str, ...], ctx: Context) -> Handed | None:
    """The function a call hands over, when it certainly calls an API of one of the tables
    `kinds`; None otherwise, and where a starred argument may shift it."""
    if last_name(call.func) not in last_names(kinds):
        return None
    api = called(call, ctx)
    place = next((table[api] for table in map(_table, kinds) if api in table), None)
    function = place and _argument(call, *place)
    return Handed(api, function) if function else None


@cache
def last_names(kinds: tuple[str, ...]) -> frozenset[str]:
    """The words a file must have to call an API of one of the tables."""
    return frozenset(name.rpartition(".")[2] for kind in kinds for name in _table(kind))


def _argument(call: ast.Call, position: int, keyword: str) -> ast.expr | None:
    before = call.args[: position + 1]
    if any(isinstance(value, ast.Starred) for value in before):
        return None
    if len(before) > position:
        return before[position]
    return next((given.value for given in call.keywords if given.arg == keyword), None)


@cache
def _table(kind: str) -> dict[str, tuple[int, str]]:
    return {
        name: (position, keyword)
        for name, (position, keyword) in knowledge.table("function_arguments")[kind].items()
    }
