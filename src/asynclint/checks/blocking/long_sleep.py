"""A sleep of more than a day, which is meant to last for ever."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator

from asynclint.bindings import Kind
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.rule import Context, Rule
from asynclint.templates import is_available

_DAY = 86_400
_SLEEPS = {"anyio.sleep": "anyio", "asyncio.sleep": "asyncio", "trio.sleep": "trio"}
_DEPTH = 4


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not call.args or (isinstance(call.func, ast.Attribute) and call.func.attr != "sleep"):
        return
    library = _SLEEPS.get(ctx.name(call.func), "")
    seconds = _number(call.args[0], ctx) if library else None
    if seconds is not None and seconds > _DAY:
        yield ctx.finding(
            call,
            f"this sleep lasts more than a day; {_advice(library)}",
            fix=_fix(call, library, ctx),
        )


def _advice(library: str) -> str:
    if library == "asyncio":
        return "to sleep for ever, wait for an `asyncio.Event`"
    return f"`{library}.sleep_forever()` says that it never ends"


def _number(value: ast.expr, ctx: Context, depth: int = _DEPTH) -> float | None:
    """What an expression of numbers, products and constants of the file amounts to."""
    match value:
        case ast.Constant(value=int(number) | float(number)) if not isinstance(number, bool):
            return float(number)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            one, two = _number(left, ctx, depth), _number(right, ctx, depth)
            return one * two if one is not None and two is not None else None
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value="inf")]):
            return math.inf
        case ast.Name() | ast.Attribute() if ctx.name(value) == "math.inf":
            return math.inf
        case ast.Name() if depth:
            only = ctx.scopes.only_binding(value)
            if only and only.kind is Kind.VALUE and only.value:
                return _number(only.value, ctx, depth - 1)
    return None


def _fix(call: ast.Call, library: str, ctx: Context) -> Fix | None:
    if library == "asyncio" or len(call.args) > 1 or call.keywords:
        return None
    if not is_available(library, call, ctx):
        return None
    text = f"{library}.sleep_forever()"
    return Fix("Sleep for ever", (Edit(ctx.source.span(call), text),), safe=False)


RULE = Rule(
    code="ASL453",
    name="long-sleep",
    summary="a sleep of more than a day",
    group=Group.STYLE,
    visits=(ast.Call,),
    check=check,
    mentions=(("sleep",), ("*anyio*", "*asyncio*", "*trio*")),
    fix="unsafe",
    also=("ASYNC116", "S7486"),
)
