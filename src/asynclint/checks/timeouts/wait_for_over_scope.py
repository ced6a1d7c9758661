"""`wait_for` around a coroutine, where a block with a timeout says the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.limits import argument, is_none
from asynclint.questions.receivers import last_name
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
        )


RULE = Rule(
    code="ASL324",
    name="wait-for-over-scope",
    summary="wait_for around a coroutine instead of a block with a timeout",
    group=Group.STYLE,
    visits=(ast.Await,),
    check=check,
    mentions=((_WORD,),),
)
