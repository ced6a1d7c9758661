"""A method of `pathlib.Path` that asks the disk, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import is_put_off
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import asked_elsewhere
from asynclint.rule import Context, Rule

_KINDS = ("content", "path")


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if is_put_off(call, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"{asked_elsewhere(call, ctx)}",
        )


RULE = Rule(
    code="ASL434",
    name="blocking-path-method",
    summary="a method of pathlib.Path that asks the disk in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    also=("ASYNC240",),
)
