"""`asyncio.shield` of a task that nothing else refers to: after a cancellation it may vanish."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.receivers import argument, called, last_name
from asynclint.rule import Context, Rule

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"}
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != "shield":
        return
    inner = argument(call, 0, "arg")
    if not isinstance(inner, ast.Call) or ctx.name(call.func) != "asyncio.shield":
        return
    callee = ctx.coroutine_call(inner)
    is_made_here = callee is not None or called(inner, ctx) in _MAKERS
    if is_made_here and not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"only `{ctx.shown(call.func)}` refers to the task of `{ctx.shown(inner)}`, so after "
            "a cancellation it may vanish before it ends; keep the task elsewhere and shield that",
            related=callee.related if callee else (),
        )


RULE = Rule(
    code="ASL205",
    name="shield-of-unsaved-task",
    summary="a shielded task that nothing refers to once the one waiting is cancelled",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("shield",),),
)
