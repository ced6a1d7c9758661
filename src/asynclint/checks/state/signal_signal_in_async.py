"""A handler of `signal.signal` touches the event loop, between any two steps of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Related
from asynclint.questions.loop_objects import calls_for_loop_only, own_function
from asynclint.questions.receivers import argument, last_name
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != "signal" or not ctx.in_async(call):
        return
    handler = argument(call, 1, "handler")
    if handler is None or ctx.name(call.func) != "signal.signal" or ctx.never_runs(call):
        return
    function = own_function(handler, ctx)
    touched = next(calls_for_loop_only(function, ctx), None) if function else None
    if touched is None:
        return
    start = ctx.source.lines.position(ctx.source.span(touched).start)
    yield ctx.finding(
        call,
        f"this handler calls `{ctx.shown(touched.func)}` between any two steps of the event "
        "loop, and does not wake it up; use `loop.add_signal_handler`",
        related=(Related(ctx.source.path, start, "called here"),),
    )


RULE = Rule(
    code="ASL525",
    name="signal-signal-in-async",
    summary="a signal handler touches the event loop without going through it",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("signal",), ("async",)),
)
