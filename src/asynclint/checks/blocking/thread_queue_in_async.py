"""A queue of threads or processes waited for in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import asks, waits_no_time
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule

_KINDS = ("queue",)
# A function that asks these knows whether there is something to get.
_QUESTIONS = frozenset({"empty", "qsize"})


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if waits_no_time(call) or asks(call, _QUESTIONS, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting, and what should fill the "
            f"queue may run on it; call it in a thread: `{in_thread(call, ctx)}`",
        )


RULE = Rule(
    code="ASL441",
    name="thread-queue-in-async",
    summary="a queue of threads waited for in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
)
