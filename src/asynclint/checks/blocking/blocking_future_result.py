"""Async code that waits for another thread or process without its event loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import asks, waits_no_time
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule
from asynclint.syntax import dotted, within

_KINDS = ("thread",)
_FUTURE = "concurrent.futures.Future."
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)
# What iterates over futures that are done, or tells that one is.
_DONE = frozenset({"as_completed", "done", "wait", "wrap_future"})


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        is_future = name.startswith(_FUTURE)
        if waits_no_time(call) or (_may_be_done(call, ctx) if is_future else ctx.is_test):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for another thread, for "
            f"ever if that needs the loop; {_advice(call, ctx, is_future)}",
        )


def _may_be_done(call: ast.Call, ctx: Context) -> bool:
    """Whether a future may be done where a call asks for its result: unless the function has
    just made it, and waited for nothing since."""
    future = call.func.value if isinstance(call.func, ast.Attribute) else None
    if asks(call, _DONE, ctx):
        return True
    if isinstance(future, ast.Call):
        return False
    only = ctx.scopes.only_binding(future) if isinstance(future, ast.Name) else None
    function = ctx.function(call)
    if function is None or only is None or not isinstance(only.value, ast.Call):
        return True
    waits = (n for n in within(function, leaves=False) if isinstance(n, _WAITS))
    return any(only.value.lineno < node.lineno <= call.lineno for node in waits)


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
