"""A coroutine under a local name that nothing reads afterwards: its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import assigned_call, await_fix
from asynclint.questions.unread_locals import is_never_read
from asynclint.rule import Context, Rule


def check(statement: ast.Assign | ast.AnnAssign | ast.Expr, ctx: Context) -> Iterator[Finding]:
    assigned = _assigned(statement)
    callee = ctx.coroutine_call(assigned[1]) if assigned else None
    if not assigned or not callee:
        return
    target, call = assigned
    if not is_never_read(target, statement, ctx) or ctx.never_runs(call):
        return
    yield ctx.finding(
        call,
        f"`{target.id}` holds a coroutine that nothing awaits or uses, "
        f"so the body of `{ctx.shown(call.func)}` never runs",
        related=callee.related,
        fix=await_fix(call, ctx, safe=False),
    )


def _assigned(
    statement: ast.Assign | ast.AnnAssign | ast.Expr,
) -> tuple[ast.Name, ast.Call] | None:
    if not isinstance(statement, ast.Expr):
        return assigned_call(statement)
    match statement.value:
        case ast.NamedExpr(target=ast.Name() as target, value=ast.Call() as call):
            return target, call
    return None


RULE = Rule(
    code="ASL102",
    name="coroutine-assigned-never-used",
    summary="a coroutine is kept under a name that nothing reads, so its body never runs",
    group=Group.CORRECTNESS,
    visits=(ast.Assign, ast.AnnAssign, ast.Expr),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="unsafe",
    also=("F841",),
)
