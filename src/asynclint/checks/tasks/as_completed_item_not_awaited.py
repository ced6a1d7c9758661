"""A loop over `asyncio.as_completed` that does not await what it is given."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Fix, Group
from asynclint.questions.coroutine_values import loads
from asynclint.questions.indenting import line_before
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
            fix=_fix(loop, loop.target.id, ctx),
        )


def _fix(loop: ast.For, name: str, ctx: Context) -> Fix | None:
    """An `await` at the start of each round; errors then end the loop, so it is unsafe."""
    edit = line_before(loop.body[0], f"await {name}", ctx) if ctx.in_async(loop) else None
    return Fix(f"Await `{name}`", (edit,), safe=False) if edit else None


RULE = Rule(
    code="ASL212",
    name="as-completed-item-not-awaited",
    summary="what a loop over asyncio.as_completed is given is not awaited",
    group=Group.CORRECTNESS,
    visits=(ast.For,),
    check=check,
    mentions=(("as_completed",),),
    fix="unsafe",
)
