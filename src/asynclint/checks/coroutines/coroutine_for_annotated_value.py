"""A coroutine for a parameter, field, name or attribute that is annotated as something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, await_fix, is_run, loads, unawaited
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.rooms import has_no_room
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    for expression, callee in unawaited(node, ctx, on_some_path=True):
        if not has_no_room(expression, ctx) or is_expected(expression, ctx):
            continue
        if not _is_otherwise_judged(expression, ctx):
            yield ctx.finding(
                expression,
                f"`{ctx.shown(expression)}` is a coroutine that nothing awaited, "
                "where the annotation wants its result; await it first",
                related=callee.related,
                fix=await_fix(expression, ctx, safe=False),
            )


def _is_otherwise_judged(expression: ast.expr, ctx: Context) -> bool:
    """Whether it is kept under a local name that something awaits after all, or that nothing
    reads, which has a rule of its own."""
    match ctx.parent(expression):
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            function = ctx.function(expression)
            uses = loads(function, name) if isinstance(function, FUNCTIONS) else None
            return uses is not None and (not uses or any(is_run(use, ctx) for use in uses))
    return False


RULE = Rule(
    code="ASL113",
    name="coroutine-for-annotated-value",
    summary="a coroutine is given to what is annotated as something else",
    group=Group.CORRECTNESS,
    visits=(ast.Call, *ASSIGNMENTS),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="unsafe",
)
