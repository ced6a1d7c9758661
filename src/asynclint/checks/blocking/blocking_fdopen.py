"""A file descriptor opened in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import is_wrapped
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import elsewhere
from asynclint.rule import Context, Rule

_KINDS = ("fdopen",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if is_wrapped(call, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"open, read and write files {elsewhere(ctx)}",
        )


RULE = Rule(
    code="ASL431",
    name="blocking-fdopen",
    summary="a file descriptor opened in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    also=("ASYNC231", "S7493"),
)
