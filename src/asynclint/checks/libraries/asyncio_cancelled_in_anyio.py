"""A handler of asyncio's cancellation around code that AnyIO cancels."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.cancellation import is_of_anyio
from asynclint.rule import Context, Rule


def check(handler: ast.ExceptHandler, ctx: Context) -> Iterator[Finding]:
    if ctx.options.async_library not in (None, "anyio") or handler.type is None:
        return
    if not is_of_anyio(handler, ctx):
        return
    passes_on = isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None
    advice = "name `anyio.get_cancelled_exc_class()`"
    if not passes_on:
        advice += ", and end the handler with `raise`: AnyIO cancels each await in its scope"
    message = f"on other backends than asyncio cancellation is another exception; {advice}"
    yield ctx.finding(handler.type, message, fix=_fix(handler, ctx) if passes_on else None)


def _fix(handler: ast.ExceptHandler, ctx: Context) -> Fix | None:
    kind = handler.type
    name = spelled("anyio", "get_cancelled_exc_class", kind, ctx) if kind else None
    if kind is None or name is None:
        return None
    edit = Edit(ctx.source.span(kind), f"{name.text}()")
    return Fix("Name the cancellation of the running backend", (*name.edits, edit), safe=False)


RULE = Rule(
    code="ASL617",
    name="asyncio-cancelled-in-anyio",
    summary="asyncio's cancellation caught around AnyIO where the project is meant for AnyIO",
    group=Group.MIGRATION,
    visits=(ast.ExceptHandler,),
    check=check,
    mentions=(("CancelledError",), ("await", "async")),
    when=lambda options: options.async_library == "anyio",
    fix="unsafe",
)
