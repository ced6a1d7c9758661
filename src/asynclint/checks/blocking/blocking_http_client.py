"""A method of a blocking HTTP client in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule

_KINDS = ("client",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the other side; use "
            f"an async client, or a thread: `{in_thread(call, ctx)}`",
        )


RULE = Rule(
    code="ASL411",
    name="blocking-http-client",
    summary="a blocking HTTP client in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    also=("ASYNC212", "S7499"),
)
