"""A function of `os` that works on the disk, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import is_put_off
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("os",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if is_put_off(call, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"call it in a thread: `{in_thread(call, ctx)}`",
            fix=thread_fix(call, ctx),
        )


RULE = Rule(
    code="ASL435",
    name="blocking-os-call",
    summary="a function of os that works on the disk in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
)
