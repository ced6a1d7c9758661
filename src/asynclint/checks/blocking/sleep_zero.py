"""`sleep(0)` where AnyIO and Trio have a checkpoint, which says what is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.rule import Context, Rule
from asynclint.templates import is_available


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    match call:
        case ast.Call(args=[ast.Constant(value=int(0) | float(0))], keywords=[]):
            library = _library(call.func, ctx)
            if library:
                yield ctx.finding(
                    call,
                    f"this sleeps for no time, only to let others run; `{library}.lowlevel."
                    "checkpoint()` says so",
                    fix=_fix(call, library, ctx),
                )


def _library(function: ast.expr, ctx: Context) -> str:
    if isinstance(function, ast.Attribute) and function.attr != "sleep":
        return ""
    return {"anyio.sleep": "anyio", "trio.sleep": "trio"}.get(ctx.name(function), "")


def _fix(call: ast.Call, library: str, ctx: Context) -> Fix | None:
    if not is_available(library, call, ctx):
        return None
    text = f"{library}.lowlevel.checkpoint()"
    return Fix("Use a checkpoint", (Edit(ctx.source.span(call), text),), safe=True)


RULE = Rule(
    code="ASL452",
    name="sleep-zero",
    summary="sleep(0) where a checkpoint says what is meant",
    group=Group.STYLE,
    visits=(ast.Call,),
    check=check,
    mentions=(("*anyio*", "*trio*"), ("sleep",)),
    fix="safe",
    also=("ASYNC115", "S7491"),
)
