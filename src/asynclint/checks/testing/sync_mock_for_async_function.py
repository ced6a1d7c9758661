"""A plain mock in the place of an async function: who awaits it gets a TypeError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.doubles import given, made
from asynclint.questions.patched_names import patched
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    target = patched(call, ctx)
    new = target.new if target else None
    if target is None or not isinstance(new, ast.Call):
        return
    if made(new, ctx) != "sync" or given(new):
        return
    found = ctx.project.lookup(target.name, ctx.origin)
    if found and found.function and found.function.is_async and not found.function.is_generator:
        yield ctx.finding(
            new,
            f"`{target.name}` is an async function, and what this mock gives cannot be awaited; "
            "use `AsyncMock`",
            related=ctx.calls.defined(found),
        )


RULE = Rule(
    code="ASL745",
    name="sync-mock-for-async-function",
    summary="a plain mock in the place of an async function cannot be awaited",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("*Mock*",), ("*patch*", "setattr")),
)
