"""`async with` on a coroutine: what it is to enter comes only when that is awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Fix, Group
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule


def check(node: ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    for item in node.items:
        call = item.context_expr
        callee = ctx.coroutine_call(call)
        if callee is None or not isinstance(call, ast.Call):
            continue
        if ctx.never_runs(node) or is_expected(node, ctx):
            return
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` makes a coroutine, which `async with` cannot enter; "
            "await it first",
            related=callee.related,
            fix=Fix("Await the coroutine", (ctx.insertion(call, "await "),), safe=True),
        )


RULE = Rule(
    code="ASL134",
    name="async-with-missing-await",
    summary="async with on a coroutine that must be awaited first",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncWith,),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="safe",
)
