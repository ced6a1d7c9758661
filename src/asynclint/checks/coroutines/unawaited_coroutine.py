"""A coroutine that is made by a statement and dropped: its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import await_fix
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(statement: ast.Expr, ctx: Context) -> Iterator[Finding]:
    for call in _dropped(statement.value):
        callee = ctx.coroutine_call(call)
        if callee and not ctx.never_runs(call):
            yield ctx.finding(
                call,
                f"`{ctx.shown(call.func)}(...)` makes a coroutine that nothing awaits, "
                "so its body never runs",
                related=callee.related,
                fix=await_fix(call, ctx, safe=_may_wait(call, ctx)),
            )


def _dropped(value: ast.expr) -> Iterator[ast.Call]:
    """The calls whose values an expression statement throws away."""
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


def _may_wait(call: ast.Call, ctx: Context) -> bool:
    """Whether waiting here holds up nothing: no `finally`, no lock, group or scope open."""
    inner: ast.AST = call
    for outer in ctx.ancestors(call):
        if isinstance(outer, FUNCTIONS):
            break
        if isinstance(outer, (ast.With, ast.AsyncWith)):
            return False
        if any(inner is statement for statement in getattr(outer, "finalbody", ())):
            return False
        inner = outer
    return True


RULE = Rule(
    code="ASL101",
    name="unawaited-coroutine",
    summary="a coroutine is made and dropped, so its body never runs",
    group=Group.CORRECTNESS,
    visits=(ast.Expr,),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="unsafe",
    also=("ASYNC105",),
)
