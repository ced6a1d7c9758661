"""`async with` on an object that only `with` can enter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Fix, Group
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.keywords import made_sync
from asynclint.questions.protocols import entered
from asynclint.rule import Context, Rule


def check(node: ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    for item in node.items:
        manager = item.context_expr
        if not entered(manager, ctx).only_sync:
            continue
        if ctx.never_runs(node) or is_expected(node, ctx):
            return
        yield ctx.finding(
            manager,
            f"only `with` can enter `{ctx.shown(manager)}`; `async with` raises an error",
            fix=_fix(node, ctx),
        )


def _fix(node: ast.AsyncWith, ctx: Context) -> Fix | None:
    """`with`, where the statement enters nothing else."""
    if len(node.items) != 1:
        return None
    return Fix("Enter it by `with`", (made_sync(node, ctx),), safe=True)


RULE = Rule(
    code="ASL133",
    name="async-with-on-sync-cm",
    summary="async with on what only with can enter",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncWith,),
    check=check,
    mentions=(("async",),),
    fix="safe",
)
