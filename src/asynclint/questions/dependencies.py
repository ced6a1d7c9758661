"""Functions that FastAPI calls for a request: those that the file gives to `Depends`."""

from __future__ import annotations

import ast

from asynclint import knowledge
from asynclint.questions.receivers import argument, last_name
from asynclint.rule import Context
from asynclint.syntax import Function


def dependency(call: ast.Call, ctx: Context) -> ast.expr | None:
    """What a call `Depends(...)` or `Security(...)` is given; None for other calls."""
    known = knowledge.table("frameworks")["dependencies"]
    if last_name(call.func, ctx) not in {name.rpartition(".")[2] for name in known}:
        return None
    if ctx.name(call.func) not in known:
        return None
    return argument(call, 0, "dependency")


def is_dependency(function: Function, ctx: Context) -> bool:
    """Whether the file gives a function of its own to `Depends`."""
    for call in ctx.scopes.survey.nodes[ast.Call]:
        given = dependency(call, ctx) if isinstance(call, ast.Call) else None
        if not isinstance(given, ast.Name) or given.id != function.name:
            continue
        found = ctx.scopes.binding(given)
        if found and [binding.node for binding in found[1]] == [function]:
            return True
    return False
