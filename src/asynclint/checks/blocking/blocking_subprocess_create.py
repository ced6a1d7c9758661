"""A process started in async code by an API that has blocking pipes only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import waits_for_spawned
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import spoken
from asynclint.rule import Context, Rule

_KINDS = ("start",)
_STARTERS = {
    "anyio": "anyio.open_process",
    "asyncio": "asyncio.create_subprocess_exec",
    "trio": "trio.run_process",
}


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if waits_for_spawned(call):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` starts a process whose pipes and end only block; "
            f"use `{_STARTERS[spoken(ctx)]}`",
        )


RULE = Rule(
    code="ASL420",
    name="blocking-subprocess-create",
    summary="a process started by a blocking API in async code",
    group=Group.STRICT,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    also=("ASYNC220", "S7487"),
)
