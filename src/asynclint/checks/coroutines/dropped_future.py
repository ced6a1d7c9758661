"""A future that a statement makes and drops: nobody learns its result, or that it failed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Fix, Group
from asynclint.questions.coroutine_values import await_fix
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_MAKERS = frozenset({"asyncio.gather", "asyncio.shield", "asyncio.wrap_future"})
_WORDS = frozenset(name.rpartition(".")[2] for name in _MAKERS)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS:
        return
    # Code that is not async has no loop to gather on, unless it is a callback of one: most of
    # it is made from async code, and never runs.
    if not ctx.in_async(call) or not is_dropped(call, ctx):
        return
    if called(call, ctx) not in _MAKERS or ctx.never_runs(call):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` gives a future that nothing awaits, so nobody waits for "
        "its result or learns that it failed; await it",
        fix=_fix(call, ctx),
    )


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    fix = await_fix(call, ctx, safe=False)
    return fix and fix._replace(title="Await the future")


RULE = Rule(
    code="ASL104",
    name="dropped-future",
    summary="a future is made and dropped, so nobody learns that it failed",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
    fix="unsafe",
)
