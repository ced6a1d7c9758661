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
        if callee is None or not isinstance(call, ast.Call) or _is_abstract(call, ctx):
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


def _is_abstract(call: ast.Call, ctx: Context) -> bool:
    """Whether a method says nothing: what takes its place may well give a manager."""
    found = ctx.definition(call.func)
    return found is not None and found.function is not None and found.function.is_stub


RULE = Rule(
    code="ASL134",
    name="async-with-missing-await",
    summary="async with on a coroutine that must be awaited first",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncWith,),
    check=check,
    mentions=(("async",),),
    needs=lambda ctx: ctx.coroutines,
    fix="safe",
)
