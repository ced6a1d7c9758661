"""A plain mock in the place of an async function: who awaits it gets a TypeError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import beside
from asynclint.model import Edit, Finding, Fix, Group
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
            fix=_fix(new, ctx),
        )


def _fix(new: ast.Call, ctx: Context) -> Fix | None:
    found = beside(new.func, "AsyncMock", ctx)
    if found is None:
        return None
    edits = (Edit(ctx.source.span(new.func), found.text), *found.edits)
    return Fix("Use `AsyncMock`", edits, safe=False)


RULE = Rule(
    code="ASL745",
    name="sync-mock-for-async-function",
    summary="a plain mock in the place of an async function cannot be awaited",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("*Mock*",), ("*patch*", "setattr")),
    fix="unsafe",
)
