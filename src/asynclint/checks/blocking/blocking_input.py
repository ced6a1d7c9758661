"""`input()` in async code: the event loop stands still until somebody types."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("input",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` waits for a person while the event loop stands still; "
            f"call it in a thread: `{in_thread(call, ctx)}`",
            fix=thread_fix(call, ctx),
        )


RULE = Rule(
    code="ASL402",
    name="blocking-input",
    summary="input() in async code stops the event loop",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
    also=("ASYNC250", "S7501"),
)
