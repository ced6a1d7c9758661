"""A coroutine sent to a loop of another thread, and its future dropped: errors vanish."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.handled_errors import handles_errors
from asynclint.questions.receivers import argument, last_name
from asynclint.rule import Context, Rule

_WORD = "run_coroutine_threadsafe"


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != _WORD or not is_dropped(call, ctx):
        return
    if ctx.name(call.func) != f"asyncio.{_WORD}":
        return
    coroutine = argument(call, 0, "coro")
    if isinstance(coroutine, ast.Call) and handles_errors(coroutine.func, ctx):
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"nothing keeps the future of `{ctx.shown(call.func)}(...)`, so an exception of the "
            "coroutine vanishes without a word; ask for its result, or add a done callback",
        )


RULE = Rule(
    code="ASL202",
    name="threadsafe-future-dropped",
    summary="the future of run_coroutine_threadsafe is dropped, so errors vanish",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=((_WORD,),),
)
