"""A jump out of a task group: it waits for all tasks of the group first."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import opens, words
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_WORDS = {ast.Return: "return", ast.Break: "break", ast.Continue: "continue"}


def check(jump: ast.Return | ast.Break | ast.Continue, ctx: Context) -> Iterator[Finding]:
    group = _group_left(jump, ctx)
    if group is not None and not ctx.never_runs(jump):
        yield ctx.finding(
            jump,
            f"this `{_WORDS[type(jump)]}` does not leave at once: `{ctx.shown(group)}` first waits "
            "for all its tasks; jump after the block, or cancel the group",
        )


def _group_left(jump: ast.stmt, ctx: Context) -> ast.expr | None:
    inside: ast.AST = jump
    for outer in ctx.ancestors(jump):
        if isinstance(outer, FUNCTIONS):
            return None
        if isinstance(outer, _LOOPS) and inside in outer.body and not isinstance(jump, ast.Return):
            return None
        if isinstance(outer, ast.AsyncWith) and inside in outer.body:
            for item in outer.items:
                if opens(item.context_expr, "groups", ctx):
                    return item.context_expr
        inside = outer
    return None


RULE = Rule(
    code="ASL222",
    name="jump-in-task-group",
    summary="return, break or continue out of a task group",
    group=Group.STRICT,
    visits=(ast.Return, ast.Break, ast.Continue),
    check=check,
    mentions=(words("groups"), ("return", "break", "continue")),
    also=("ASYNC121", "S7514"),
)
