"""A context manager or async generator that is made by a statement and never used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Gives, Group, Related
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.protocols import WORDS, may_be_async, speaks_async
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
    """What a dropped call did; "" when it may have done its work.

    Of methods of objects only the project's async ones are looked for: to find the class of
    every object that some statement calls would cost more than all else.
    """
    is_named = bool(ctx.scopes.resolve(call.func))
    if is_named and ctx.name(call.func) in knowledge.table("managers")["idle"]:
        return "makes a context manager that nothing enters, so it has no effect"
    if not is_named and not may_be_async(call, ctx):
        return ""
    made = ctx.gives(call)
    if _related(call, ctx):
        is_known = is_named or made is not Gives.MANAGER
    else:  # clients and channels of packages work without being entered, too
        is_known = is_named and made is Gives.ASYNC_GENERATOR
    return _MEANINGS.get(made, "") if is_known else ""


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
    mentions=(WORDS,),
    needs=speaks_async,
)
