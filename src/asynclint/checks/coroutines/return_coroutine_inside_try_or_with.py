"""A coroutine returned out of `try` or `with`: its body runs after they are gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import await_fix
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
        body = getattr(outer, "body", [])
        # Sync code hands coroutines on by design: its `try` may guard the other lines.
        if inner in body and (_is_all(statement, body) or ctx.in_async(statement)):
            end = _end_of_try(outer)
            if end:
                return end
        inner = outer
    return ""


def _is_all(statement: ast.Return, body: list[ast.stmt]) -> bool:
    """Whether a `return` is all that a `try` does, bare constants aside."""
    others = (each for each in body if each is not statement)
    return all(isinstance(o, ast.Expr) and isinstance(o.value, ast.Constant) for o in others)


def _end_of_try(node: ast.AST) -> str:
    if getattr(node, "handlers", None):
        return "the `try` and its handlers are"
    return "the `try` and its `finally` are" if getattr(node, "finalbody", None) else ""


RULE = Rule(
    code="ASL115",
    name="return-coroutine-inside-try-or-with",
    summary="a coroutine is returned out of `try` or `with` and runs after they are gone",
    group=Group.CORRECTNESS,
    visits=(ast.Return,),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="safe",
)
