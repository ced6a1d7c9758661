"""A process that is waited for in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import waits_for_spawned
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread, spoken, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("process", "start")
_RUNNERS = {
    "anyio": "anyio.run_process",
    "asyncio": "asyncio.create_subprocess_exec",
    "trio": "trio.run_process",
}


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        if knowledge.blocks(name) == "start" and not waits_for_spawned(call):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting until the process ends; "
            f"use `{_RUNNERS[spoken(ctx)]}`, or a thread: `{in_thread(call, ctx)}`",
            fix=thread_fix(call, ctx),
        )


RULE = Rule(
    code="ASL421",
    name="blocking-subprocess-run",
    summary="a process that async code waits for without the event loop",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
    also=("ASYNC221", "S7487"),
)
