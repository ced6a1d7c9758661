"""A coroutine that is made by a statement and dropped: its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Fix, Group
from asynclint.rule import Context, Rule


def check(statement: ast.Expr, ctx: Context) -> Iterator[Finding]:
    for value in _dropped(statement.value):
        callee = ctx.coroutine_call(value)
        if callee:
            shown = ctx.shown(value.func) if isinstance(value, ast.Call) else callee.name
            yield ctx.finding(
                value,
                f"`{shown}(...)` makes a coroutine that nothing awaits, so its body never runs",
                related=callee.related,
                fix=_await(value, ctx),
            )


def _dropped(value: ast.expr) -> Iterator[ast.expr]:
    """The values an expression statement throws away."""
    match value:
        case ast.Call():
            yield value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            for part in parts:
                yield from _dropped(part)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _dropped(body)
            yield from _dropped(orelse)
        case ast.BoolOp(values=values):
            yield from _dropped(values[-1])
        case ast.ListComp(elt=element) | ast.SetComp(elt=element):
            yield from _dropped(element)


def _await(value: ast.expr, ctx: Context) -> Fix | None:
    if not ctx.in_async(value):
        return None
    return Fix("Await the coroutine", (ctx.insertion(value, "await "),), safe=True)


RULE = Rule(
    code="ASL101",
    name="unawaited-coroutine",
    summary="a coroutine is made and dropped, so its body never runs",
    group=Group.CORRECTNESS,
    visits=(ast.Expr,),
    check=check,
    fix="safe",
    also=("ASYNC105",),
)
