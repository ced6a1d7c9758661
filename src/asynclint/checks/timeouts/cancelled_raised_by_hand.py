"""A cancellation that nobody asked for, raised by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_ASYNCIO = frozenset({"asyncio.CancelledError", "asyncio.exceptions.CancelledError"})


def check(statement: ast.Raise, ctx: Context) -> Iterator[Finding]:
    raised = statement.exc
    name = raised.func if isinstance(raised, ast.Call) else raised
    if name is None or ctx.is_test:
        return
    full = ctx.name(name)
    if full == "trio.Cancelled":
        told = "only Trio may make a `Cancelled`; cancel a scope instead"
    elif full in _ASYNCIO and ctx.in_async(statement) and not _is_in_handler(statement, ctx):
        told = "nobody has cancelled this task, and who awaits it is not told why it ends; "
        told += "raise another error, or cancel the task"
    else:
        return
    if not ctx.never_runs(statement):
        yield ctx.finding(name, told)


def _is_in_handler(statement: ast.Raise, ctx: Context) -> bool:
    for outer in ctx.ancestors(statement):
        if isinstance(outer, FUNCTIONS):
            return False
        if isinstance(outer, ast.ExceptHandler):
            return True
    return False


RULE = Rule(
    code="ASL335",
    name="cancelled-raised-by-hand",
    summary="a cancellation raised by hand",
    group=Group.NURSERY,
    visits=(ast.Raise,),
    check=check,
    mentions=(("CancelledError", "Cancelled"),),
)
