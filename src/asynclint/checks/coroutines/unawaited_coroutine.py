"""A coroutine that is made by a statement and dropped: its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import await_fix, coroutine_property, may_wait
from asynclint.rule import Callee, Context, Rule


def check(statement: ast.Expr, ctx: Context) -> Iterator[Finding]:
    if isinstance(statement.value, ast.Attribute):
        callee = coroutine_property(statement.value, ctx)
        if callee:
            yield from _finding(statement.value, ctx.shown(statement.value), callee, ctx)
    for call in _dropped(statement.value):
        callee = ctx.coroutine_call(call)
        if callee:
            yield from _finding(call, f"{ctx.shown(call.func)}(...)", callee, ctx)


def _finding(
    dropped: ast.expr, text: str, callee: Callee, ctx: Context
) -> Iterator[Finding]:
    if not ctx.never_runs(dropped):
        yield ctx.finding(
            dropped,
            f"`{text}` makes a coroutine that nothing awaits, so its body never runs",
            related=callee.related,
            fix=await_fix(dropped, ctx, safe=may_wait(dropped, ctx)),
        )


def _dropped(value: ast.expr) -> Iterator[ast.Call]:
    """The calls whose values an expression statement throws away."""
    match value:
        case ast.Call():
            yield value
        case ast.Tuple(elts=parts) | ast.List(elts=parts) | ast.Set(elts=parts):
            for part in parts:
                yield from _dropped(part)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _dropped(body)
            yield from _dropped(orelse)
        case ast.BoolOp(op=op, values=values):
            # a coroutine is true: `or` gives it, `and` passes over it
            for part in values if isinstance(op, ast.Or) else values[-1:]:
                yield from _dropped(part)
        case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.GeneratorExp(elt=element):
            yield from _dropped(element)
        case ast.Dict(values=parts):
            for part in parts:
                yield from _dropped(part)
        case ast.DictComp(value=element):
            yield from _dropped(element)


def _may_drop(ctx: Context) -> bool:
    """Whether a file has a coroutine that is not awaited, or a bare attribute, which is rare."""
    statements = ctx.scopes.survey.nodes[ast.Expr]
    attributes = (isinstance(getattr(each, "value", None), ast.Attribute) for each in statements)
    return bool(ctx.coroutines) or any(attributes)


RULE = Rule(
    code="ASL101",
    name="unawaited-coroutine",
    summary="a coroutine is made and dropped, so its body never runs",
    group=Group.CORRECTNESS,
    visits=(ast.Expr,),
    check=check,
    needs=_may_drop,
    fix="unsafe",
    also=("ASYNC105",),
)
