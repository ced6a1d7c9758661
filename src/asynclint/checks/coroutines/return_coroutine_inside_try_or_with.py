"""A coroutine returned out of `try` or `with`: its body runs after they are gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import await_fix
from asynclint.questions.returns import left_behind, returned
from asynclint.rule import Context, Rule


def check(statement: ast.Return, ctx: Context) -> Iterator[Finding]:
    for value in returned(statement):
        callee = ctx.coroutine_call(value)
        left = left_behind(statement, ctx) if callee else ""
        if callee and left and isinstance(value, ast.Call) and not ctx.never_runs(value):
            yield ctx.finding(
                value,
                f"`{ctx.shown(value.func)}(...)` is returned as a coroutine, so its body runs "
                f"when {left} already behind it",
                related=callee.related,
                fix=await_fix(value, ctx, safe=True),
            )


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
