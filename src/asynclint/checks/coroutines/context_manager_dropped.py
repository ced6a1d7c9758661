"""A context manager or async generator that is made by a statement and never used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Gives, Group, Related
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule

_MEANINGS = {
    Gives.ASYNC_GENERATOR: (
        "makes an async generator that nothing iterates over, so its body never runs"
    ),
    Gives.ASYNC_MANAGER: (
        "makes a context manager that nothing enters, so its body never runs; use `async with`"
    ),
    Gives.MANAGER: (
        "makes a context manager that nothing enters, so its body never runs; use `with`"
    ),
}


def check(statement: ast.Expr, ctx: Context) -> Iterator[Finding]:
    call = statement.value
    if not isinstance(call, ast.Call):
        return
    meaning = _meaning(call, ctx)
    if meaning and not ctx.never_runs(call) and not is_expected(call, ctx):
        message = f"`{ctx.shown(call.func)}(...)` {meaning}"
        yield ctx.finding(call, message, related=_related(call, ctx))


def _meaning(call: ast.Call, ctx: Context) -> str:
    """What a dropped call did; "" when it may have done its work."""
    if ctx.name(call.func) in knowledge.table("managers")["idle"]:
        return "makes a context manager that nothing enters, so it has no effect"
    made = ctx.gives(call)
    # Clients and channels of packages work without being entered, too.
    is_ours = made is Gives.ASYNC_GENERATOR or _related(call, ctx)
    return _MEANINGS.get(made, "") if is_ours else ""


def _related(call: ast.Call, ctx: Context) -> tuple[Related, ...]:
    found = ctx.definition(call.func)
    if found is None or found.function is None or not found.path:
        return ()
    place = ctx.project.shown(found.path)
    return (Related(place, found.function.position, "defined here"),)


RULE = Rule(
    code="ASL105",
    name="context-manager-dropped",
    summary="a context manager or async generator is made and never used",
    group=Group.CORRECTNESS,
    visits=(ast.Expr,),
    check=check,
)
