"""A task outside of any task group."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"}
)
_WORDS = frozenset(name.rpartition(".")[2] for name in _MAKERS)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS or called(call, ctx) not in _MAKERS:
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            call.func,
            f"`{ctx.shown(call.func)}` starts a task that no block waits for, and whose error "
            "reaches nobody by itself; start it in a task group",
        )


RULE = Rule(
    code="ASL912",
    name="unstructured-task",
    summary="a task outside of any task group",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
)
