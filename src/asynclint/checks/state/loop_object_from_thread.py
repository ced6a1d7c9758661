"""An object of the event loop is used in another thread: the loop does not notice, or breaks."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Related, Span
from asynclint.questions.handed_functions import handed_function
from asynclint.questions.loop_objects import calls_for_loop_only, own_function
from asynclint.questions.receivers import receiver
from asynclint.rule import Context, Rule

_KINDS = ("calls", "callbacks", "threads")
_THREADS = frozenset(
    {
        "anyio.to_thread.run_sync",
        "asyncio.AbstractEventLoop.run_in_executor",
        "asyncio.to_thread",
        "concurrent.futures.Executor.submit",
        "threading.Thread",
        "threading.Timer",
    }
)
_LOOP = "asyncio.AbstractEventLoop"


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = handed_function(call, _KINDS, ctx)
    if given is None or given.api not in _THREADS:
        return
    function = own_function(given.function, ctx)
    for node in calls_for_loop_only(function, ctx) if function else ():
        if not ctx.never_runs(node):
            yield ctx.finding(
                node,
                f"`{ctx.shown(node.func)}` runs in a thread here, where the event loop does not "
                "notice it, or breaks; hand it to `loop.call_soon_threadsafe`",
                related=(_place(call, ctx),),
                fix=_threadsafe(node, ctx),
            )


def _place(call: ast.Call, ctx: Context) -> Related:
    start = ctx.source.lines.position(ctx.source.span(call).start)
    return Related(ctx.source.path, start, "handed to a thread here")


def _threadsafe(call: ast.Call, ctx: Context) -> Fix | None:
    """The twin of `call_soon` that may be called from anywhere."""
    match call.func:
        case ast.Attribute(value=owner, attr="call_soon") if receiver(owner, ctx) == _LOOP:
            end = ctx.source.span(call.func).end
            edit = Edit(Span(end, end), "_threadsafe")
            return Fix("Call `call_soon_threadsafe`", (edit,), safe=False)
    return None


RULE = Rule(
    code="ASL517",
    name="loop-object-from-thread",
    summary="an object of the event loop is used in another thread",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("Thread", "Timer", "run_in_executor", "run_sync", "submit", "to_thread"),),
    fix="unsafe",
)
