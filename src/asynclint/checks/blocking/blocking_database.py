"""A blocking database driver in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.rule import Context, Rule

_KINDS = ("database",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the database; use an "
            "async driver, or do all of it in a thread",
        )


RULE = Rule(
    code="ASL414",
    name="blocking-database",
    summary="a blocking database driver in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
)
