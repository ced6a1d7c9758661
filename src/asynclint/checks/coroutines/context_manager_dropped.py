"""A context manager or async generator that is made by a statement and never used."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from asynclint import knowledge
from asynclint.model import Finding, Gives, Group
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.protocols import WORDS, speaks_async
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
        found = ctx.definition(call.func)
        yield ctx.finding(call, message, related=ctx.calls.defined(found))


def _meaning(call: ast.Call, ctx: Context) -> str:
    """What a dropped call did; "" when it may have done its work. Clients and channels of
    packages work without being entered, too, so those that do not are listed."""
    idle = knowledge.table("managers")["idle"]
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    if name in _last_names(tuple(idle)) and ctx.name(call.func) in idle:
        return "makes a context manager that nothing enters, so it has no effect"
    if not any(ctx.calls.may_be(kind, call.func) for kind in ("coroutines", "managers")):
        return ""
    made = ctx.gives(call)
    is_ours = made in _MEANINGS and ctx.calls.defined(ctx.definition(call.func))
    return _MEANINGS[made] if is_ours else ""


@cache
def _last_names(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.rpartition(".")[2] for name in names)


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
