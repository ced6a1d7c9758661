"""Async code that waits for another thread or process without its event loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import waits_no_time
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, dotted

_KINDS = ("thread",)
_FUTURE = "concurrent.futures.Future."
# What iterates over futures that are done, or tells that one is.
_DONE = frozenset({"as_completed", "done", "wait", "wrap_future"})


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        is_future = name.startswith(_FUTURE)
        if waits_no_time(call) or (is_future and _may_be_done(call, ctx)):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for another thread, for "
            f"ever if that needs the loop; {_advice(call, ctx, is_future)}",
        )


def _may_be_done(call: ast.Call, ctx: Context) -> bool:
    """Whether the function asks or waits for futures to be done, as far as its text tells."""
    function = ctx.function(call)
    if not isinstance(function, FUNCTIONS):
        return False
    calls = (node for node in ast.walk(function) if isinstance(node, ast.Call))
    return any(
        getattr(each.func, "attr", getattr(each.func, "id", "")) in _DONE for each in calls
    )


def _advice(call: ast.Call, ctx: Context, is_future: bool) -> str:
    owner = dotted(call.func).rpartition(".")[0]
    if is_future and "asyncio" in ctx.libraries:
        return f"`await asyncio.wrap_future({owner or '...'})`"
    return f"call it in a thread: `{in_thread(call, ctx)}`"


RULE = Rule(
    code="ASL442",
    name="blocking-future-result",
    summary="async code waits for another thread without its event loop",
    group=Group.CORRECTNESS,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
)
