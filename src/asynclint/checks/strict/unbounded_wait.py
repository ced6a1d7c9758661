"""A wait for others that nothing limits: when they never come, the task waits for ever."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.added_limits import under_scope
from asynclint.questions.endless_waits import WORDS, endless, is_answered, is_meant_to_last
from asynclint.rule import Context, Rule


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    call = None if ctx.is_test else endless(node, ctx)
    if call is None or is_meant_to_last(call, ctx) or is_answered(call, ctx):
        return
    if not ctx.never_runs(node):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call)}` waits for ever if what it waits for never comes; put a time "
            "limit around it",
            fix=under_scope(call, ctx),
        )


RULE = Rule(
    code="ASL920",
    name="unbounded-wait",
    summary="a wait for another task, a process or a connection without a time limit",
    group=Group.STRICT,
    visits=(ast.Await,),
    check=check,
    mentions=(WORDS, ("await",)),
    fix="unsafe",
)
