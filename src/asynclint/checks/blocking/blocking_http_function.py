"""A function of a blocking HTTP library in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule

_KINDS = ("http",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the other side; use "
            f"an async client, or a thread: `{in_thread(call, ctx)}`",
        )


RULE = Rule(
    code="ASL410",
    name="blocking-http-function",
    summary="a blocking HTTP request in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    also=("ASYNC210", "S7499"),
)
