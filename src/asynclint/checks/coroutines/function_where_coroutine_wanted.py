"""A coroutine function where its coroutine is wanted: nobody called it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.coroutine_arguments import coroutine_arguments, last_names
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    for given in coroutine_arguments(call, ctx):
        callee = None if isinstance(given, ast.Await) else ctx.coroutine_function(given)
        if callee and not ctx.never_runs(call):
            yield ctx.finding(
                given,
                f"`{ctx.shown(call.func)}` wants a coroutine, and `{ctx.shown(given)}` is the "
                "function that makes one, which raises an error; call it",
                related=callee.related,
                fix=_fix(given, ctx),
            )


def _fix(given: ast.expr, ctx: Context) -> Fix | None:
    """`()` behind the function, when it can be called with nothing."""
    found = ctx.definition(given)
    if not isinstance(given, (ast.Name, ast.Attribute)) or not found or not found.function:
        return None
    is_bound = isinstance(given, ast.Attribute) and bool(ctx.type_of(given.value))
    if found.function.decorators or found.function.required != is_bound:
        return None
    end = ctx.source.span(given).end
    return Fix("Call the function", (Edit(Span(end, end), "()"),), safe=True)


RULE = Rule(
    code="ASL152",
    name="function-where-coroutine-wanted",
    summary="a coroutine function is given where its coroutine is wanted",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(last_names())),),
    fix="safe",
)
