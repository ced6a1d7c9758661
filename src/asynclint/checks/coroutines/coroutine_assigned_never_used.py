"""A coroutine under a local name that nothing reads afterwards: its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.bindings import Kind
from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import assigned_call, await_fix, loads
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function

# These read local names without naming them.
_READERS = frozenset({"dir", "eval", "exec", "locals", "vars"})


def check(statement: ast.Assign | ast.AnnAssign | ast.Expr, ctx: Context) -> Iterator[Finding]:
    assigned = _assigned(statement)
    callee = ctx.coroutine_call(assigned[1]) if assigned else None
    if not assigned or not callee:
        return
    target, call = assigned
    function = ctx.function(statement)
    if not isinstance(function, FUNCTIONS) or not _is_local(target.id, function, ctx):
        return
    if _is_read(target, statement, function, ctx) or ctx.never_runs(call):
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


def _is_local(name: str, function: Function, ctx: Context) -> bool:
    scope = ctx.scopes.survey.scope_of(function)
    bindings = ctx.scopes.bindings(scope).names.get(name, [])
    return not any(binding.kind in (Kind.ELSEWHERE, Kind.OTHER) for binding in bindings)


def _is_read(target: ast.Name, statement: ast.stmt, function: Function, ctx: Context) -> bool:
    """Whether the name may be read after the statement; in a loop, before it in the text too."""
    end = (statement.end_lineno or 0, statement.end_col_offset or 0)
    reads = [(use.lineno, use.col_offset) for use in loads(function, target.id)]
    if any(read >= end for read in reads) or (reads and _in_loop(statement, ctx)):
        return True
    return any(loads(function, reader) for reader in _READERS)


def _in_loop(statement: ast.stmt, ctx: Context) -> bool:
    for outer in ctx.ancestors(statement):
        if isinstance(outer, FUNCTIONS):
            return False
        if isinstance(outer, (ast.For, ast.AsyncFor, ast.While)):
            return True
    return False


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
