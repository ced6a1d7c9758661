"""A method of `pathlib.Path` that asks the disk, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Fix, Group
from asynclint.questions.blocking_arguments import is_put_off
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import asked_elsewhere, path_fix, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("content", "path")
_LAZY = frozenset({"glob", "iterdir", "open", "rglob", "walk"})


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if is_put_off(call, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the disk; "
            f"{asked_elsewhere(call, ctx)}",
            fix=_fix(call, ctx),
        )


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    """The call of a path of the library, else in a thread. What gives items or a file is for the
    author: who asks for the next one waits as well."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr in _LAZY:
        return None
    return path_fix(call, call.func.value, call.func.attr, ctx) or thread_fix(call, ctx)


RULE = Rule(
    code="ASL434",
    name="blocking-path-method",
    summary="a method of pathlib.Path that asks the disk in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
    also=("ASYNC240",),
)
