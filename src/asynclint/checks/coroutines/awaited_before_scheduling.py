"""Coroutines that are awaited one by one before they are given to what would run them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.bodies import body_of, gives_plain, is_stub, returned
from asynclint.questions.coroutine_arguments import coroutine_arguments, last_names
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    for given in coroutine_arguments(call, ctx):
        awaited = given.value if isinstance(given, ast.Await) else None
        callee = ctx.coroutine_call(awaited) if isinstance(awaited, ast.Call) else None
        if not isinstance(given, ast.Await) or not isinstance(awaited, ast.Call) or not callee:
            continue
        if _gives_plain(awaited, ctx) and not ctx.never_runs(call):
            yield ctx.finding(
                given,
                f"`await` runs `{ctx.shown(awaited)}` before `{ctx.shown(call.func)}` gets "
                "anything, and what it gives cannot be awaited again; drop the `await`",
                related=callee.related,
                fix=_fix(given, ctx),
            )


def _gives_plain(coroutine: ast.Call, ctx: Context) -> bool:
    """Whether the result of a coroutine is certainly no awaitable."""
    found = ctx.definition(coroutine.func)
    function = body_of(found, ctx) if found else None
    if function is None or (is_stub(function) and function.returns is None):
        return False
    may_be_either = any(isinstance(value, ast.BoolOp) for value in returned(function))
    return gives_plain(function) and not may_be_either


def _fix(given: ast.Await, ctx: Context) -> Fix | None:
    span = Span(ctx.source.span(given).start, ctx.source.span(given.value).start)
    if ctx.source.segment(span).strip() != "await":
        return None  # a parenthesis or a comment stands between
    return Fix("Drop the `await`", (Edit(span, ""),), safe=True)


RULE = Rule(
    code="ASL157",
    name="awaited-before-scheduling",
    summary="a coroutine is awaited before it is given to what would run it",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(last_names())),),
    fix="safe",
)
