"""A call that takes long by what it works out, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("cpu",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` works for so long that the event loop stands still; "
            f"call it in a thread: `{in_thread(call, ctx)}`",
            fix=thread_fix(call, ctx),
        )


RULE = Rule(
    code="ASL444",
    name="blocking-cpu",
    summary="a call that works for long in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
)
