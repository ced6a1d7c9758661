"""`gather(..., return_exceptions=True)` whose result nobody looks at."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.unread_locals import is_never_read
from asynclint.questions.winding_up import is_winding_up
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or not _takes_exceptions(call) or ctx.name(call.func) != "asyncio.gather":
        return
    waited = ctx.parent(call)
    if not isinstance(waited, ast.Await) or not _is_lost(waited, ctx) or is_winding_up(call, ctx):
        return
    if b"add_done_callback" in ctx.source.data:  # which may look at the errors
        return
    yield ctx.finding(
        call,
        "`return_exceptions=True` gives the errors as results, and nobody looks at these; look at"
        " them, or leave it out",
    )


def _takes_exceptions(call: ast.Call) -> bool:
    return any(
        keyword.arg == "return_exceptions" and getattr(keyword.value, "value", None) is True
        for keyword in call.keywords
    )


def _is_lost(waited: ast.Await, ctx: Context) -> bool:
    match ctx.parent(waited):
        case ast.Assign(targets=[ast.Name() as target]) as statement:
            return is_never_read(target, statement, ctx)
    return is_dropped(waited, ctx)


RULE = Rule(
    code="ASL210",
    name="gather-return-exceptions-ignored",
    summary="gather returns exceptions as results, and nobody looks at them",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("gather",), ("return_exceptions",)),
)
