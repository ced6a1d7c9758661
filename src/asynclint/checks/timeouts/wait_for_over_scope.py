"""`wait_for` around a coroutine, where a block with a timeout says the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Finding, Fix, Group
from asynclint.questions.limits import argument, is_none
from asynclint.questions.receivers import last_name
from asynclint.questions.statements import enclosed
from asynclint.rule import Context, Rule

_WORD = "wait_for"


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    call = node.value
    if not isinstance(call, ast.Call) or last_name(call.func, ctx) != _WORD:
        return
    if (ctx.options.target or (0, 0)) < (3, 11) or ctx.name(call.func) != f"asyncio.{_WORD}":
        return
    waited = argument(call, 0, "fut")
    limit = argument(call, 1, "timeout")
    if waited is None or limit is None or is_none(limit) or not ctx.coroutine_call(waited):
        return
    if not ctx.never_runs(node):
        yield ctx.finding(
            call.func,
            f"`async with asyncio.timeout({ctx.shown(limit)}):` limits `{ctx.shown(waited)}` too, "
            "and whatever else stands in the block",
            fix=_fix(call, waited, limit, ctx),
        )


def _fix(call: ast.Call, waited: ast.expr, limit: ast.expr, ctx: Context) -> Fix | None:
    """The block, where the call is awaited by a simple statement. The limit then counts from
    before the arguments of the coroutine are evaluated, so it is unsafe."""
    name = spelled("asyncio", "timeout", call, ctx)
    text = ctx.source.segment(ctx.source.span(limit))
    if name is None or "#" in text or "\n" in text:
        return None
    edits = enclosed(f"async with {name.text}({text})", call, waited, ctx)
    if edits is None:
        return None
    return Fix("Use a block with a timeout", tuple(sorted({*edits, *name.edits})), safe=False)


RULE = Rule(
    code="ASL324",
    name="wait-for-over-scope",
    summary="wait_for around a coroutine instead of a block with a timeout",
    group=Group.STYLE,
    visits=(ast.Await,),
    check=check,
    mentions=((_WORD,),),
    fix="unsafe",
)
