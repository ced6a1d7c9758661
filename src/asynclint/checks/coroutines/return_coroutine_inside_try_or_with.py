"""A coroutine returned out of `try` or `with`: its body runs after they are gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.coroutine_values import await_fix
from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(statement: ast.Return, ctx: Context) -> Iterator[Finding]:
    for call in _returned(statement.value):
        callee = ctx.coroutine_call(call)
        left = _left_behind(statement, ctx) if callee else ""
        if callee and left and not ctx.never_runs(call):
            yield ctx.finding(
                call,
                f"`{ctx.shown(call.func)}(...)` is returned as a coroutine, so its body runs "
                f"when {left} already behind it",
                related=callee.related,
                fix=await_fix(call, ctx, safe=True),
            )


def _returned(value: ast.expr | None) -> Iterator[ast.Call]:
    match value:
        case ast.Call():
            yield value
        case ast.IfExp(body=body, orelse=orelse):
            yield from _returned(body)
            yield from _returned(orelse)


def _left_behind(statement: ast.Return, ctx: Context) -> str:
    """What around a `return` is over when the caller runs the coroutine."""
    inner: ast.AST = statement
    for outer in ctx.ancestors(statement):
        if isinstance(outer, (*FUNCTIONS, ast.ClassDef)):
            return ""
        if isinstance(outer, (ast.With, ast.AsyncWith)):
            return "the `with` block is"
        in_body = any(inner is each for each in getattr(outer, "body", ()))
        if in_body and getattr(outer, "handlers", None):
            return "the `try` and its handlers are"
        if in_body and getattr(outer, "finalbody", None):
            return "the `try` and its `finally` are"
        inner = outer
    return ""


RULE = Rule(
    code="ASL115",
    name="return-coroutine-inside-try-or-with",
    summary="a coroutine is returned out of `try` or `with` and runs after they are gone",
    group=Group.CORRECTNESS,
    visits=(ast.Return,),
    check=check,
    fix="safe",
)
