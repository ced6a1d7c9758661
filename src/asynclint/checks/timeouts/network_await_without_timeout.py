"""An awaited connect that nothing limits: a host that does not answer stops the task."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions import limits
from asynclint.questions.added_limits import under_scope
from asynclint.questions.connects import WORDS, endless_connect
from asynclint.rule import Context, Rule


def check(node: ast.Await | ast.withitem, ctx: Context) -> Iterator[Finding]:
    call = node.value if isinstance(node, ast.Await) else node.context_expr
    if ctx.is_test or not isinstance(call, ast.Call) or not endless_connect(call, ctx):
        return
    if limits.is_limited(call, ctx) or limits.knows_limits(call, ctx):
        return
    if not limits.runs_without_limit(call, ctx):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` has no time limit, so a host that does not answer"
        f" holds this task for minutes; {_advice(ctx)}",
        fix=under_scope(call, ctx),
    )


def _advice(ctx: Context) -> str:
    spoken = ctx.libraries
    if "trio" in spoken or "anyio" in spoken:
        library = "anyio" if "anyio" in spoken else "trio"
        return f"put it under `with {library}.fail_after(seconds):`"
    if ctx.options.target and ctx.options.target >= (3, 11):
        return "put it under `async with asyncio.timeout(seconds):`"
    return "wrap it in `asyncio.wait_for(..., seconds)`"


RULE = Rule(
    code="ASL301",
    name="network-await-without-timeout",
    summary="an awaited connect that nothing limits in time",
    group=Group.SUSPICIOUS,
    visits=(ast.Await, ast.withitem),
    check=check,
    mentions=(WORDS,),
    fix="unsafe",
    also=("S7618",),
)
