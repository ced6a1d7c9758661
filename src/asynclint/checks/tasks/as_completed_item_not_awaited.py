"""A loop over `asyncio.as_completed` that does not await what it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import loads
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(loop: ast.For, ctx: Context) -> Iterator[Finding]:
    function = ctx.function(loop)
    if not isinstance(loop.iter, ast.Call) or not isinstance(function, FUNCTIONS):
        return
    if ctx.name(loop.iter.func) != "asyncio.as_completed" or not isinstance(loop.target, ast.Name):
        return
    uses = list(loads(function, loop.target.id))
    if not uses:
        yield ctx.finding(
            loop.target,
            f"`{loop.target.id}` is a coroutine that waits for the next result, and nothing awaits"
            " it: the loop ends at once, and errors are lost",
        )


RULE = Rule(
    code="ASL212",
    name="as-completed-item-not-awaited",
    summary="what a loop over asyncio.as_completed is given is not awaited",
    group=Group.CORRECTNESS,
    visits=(ast.For,),
    check=check,
    mentions=(("as_completed",),),
)
