"""An async function where each item is judged by what it gives: a coroutine, always true."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.handed_functions import coroutine_function, handed_function, last_names
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_CONSUMERS = knowledge.table("function_arguments")["consumers"]
_WITH_KEY = frozenset(name.rpartition(".")[2] for name in _CONSUMERS["with_key"])


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    function = _judging(call, ctx)
    callee = coroutine_function(function, ctx) if function else None
    if function and callee and not ctx.never_runs(call):
        yield ctx.finding(
            function,
            f"`{ctx.shown(call.func)}` takes the coroutines this gives for results, and nothing "
            "awaits them; await the results first, in a list comprehension",
            related=callee.related,
        )


def _judging(call: ast.Call, ctx: Context) -> ast.expr | None:
    """The function whose results a call judges, compares or throws away."""
    given = handed_function(call, ("judges",), ctx)
    if given:
        return given.function
    mapped = handed_function(call, ("maps",), ctx)
    if mapped:
        return mapped.function if _is_judged(call, ctx) else None
    if call.keywords and last_name(call.func, ctx) in _WITH_KEY:
        key = next((each.value for each in call.keywords if each.arg == "key"), None)
        return key if key and called(call, ctx) in _CONSUMERS["with_key"] else None
    return None


def _is_judged(mapped: ast.Call, ctx: Context) -> bool:
    """Whether nobody can await the items of `map(...)`: judged by a builtin, joined, dropped."""
    match ctx.parent(mapped):
        case ast.Expr():
            return True
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()), attr="join")):
            return True
        case ast.Call(args=[first, *_]) as consumer if first is mapped:
            name = ctx.name(consumer.func)
            return name in _CONSUMERS["judging"] or (
                name in _CONSUMERS["keeping"] and is_dropped(consumer, ctx)
            )
    return False


RULE = Rule(
    code="ASL151",
    name="async-function-to-map-filter",
    summary="each item is judged by the coroutine that an async function gives",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted({*last_names(("judges", "maps")), *_WITH_KEY})),),
)
