"""What is given where a coroutine or another awaitable is wanted
(`knowledge/coroutine_arguments.toml`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from asynclint import knowledge
from asynclint.questions.receivers import argument, called, last_name
from asynclint.rule import Context


def coroutine_arguments(call: ast.Call, ctx: Context) -> Iterator[ast.expr]:
    """The expressions a call hands over as awaitables, those of lists and starred lists too;
    nothing for calls of anything else."""
    if last_name(call.func, ctx) not in last_names():
        return
    api = called(call, ctx)
    table = knowledge.table("coroutine_arguments")
    if api in table["each"]:
        for value in call.args:
            yield from _items(value.value) if isinstance(value, ast.Starred) else (value,)
    elif api in table["one"]:
        given = argument(call, *table["one"][api])
        yield from (given,) if given else ()
    elif api in table["several"]:
        given = argument(call, *table["several"][api])
        yield from _items(given) if given else ()


@cache
def last_names() -> frozenset[str]:
    """The words a file must have to hand over an awaitable."""
    table = knowledge.table("coroutine_arguments")
    names = (*table["each"], *table["one"], *table["several"])
    return frozenset(name.rpartition(".")[2] for name in names)


def _items(value: ast.expr) -> Iterator[ast.expr]:
    """The items of a display or comprehension."""
    match value:
        case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
            yield from (item for item in items if not isinstance(item, ast.Starred))
        case ast.ListComp(elt=item) | ast.SetComp(elt=item) | ast.GeneratorExp(elt=item):
            yield item
