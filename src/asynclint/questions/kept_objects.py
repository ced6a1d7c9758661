"""Objects that a function makes and keeps under one local name, and all that it does with them."""

from __future__ import annotations

import ast
from collections.abc import Collection
from typing import NamedTuple

from asynclint.bindings import Kind
from asynclint.questions.coroutine_values import loads, reads_locals
from asynclint.questions.receivers import last_name
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function

Assignment = ast.Assign | ast.AnnAssign


class KeptObject(NamedTuple):
    """A local name with one binding: the call that gives its object, awaited or not, the
    statement that binds it, and all uses of the name, in the order of the text."""

    name: str
    call: ast.Call
    is_awaited: bool
    statement: ast.stmt
    function: Function
    uses: list[ast.Name]


def kept_object(
    statement: Assignment, makers: Collection[str], ctx: Context
) -> KeptObject | None:
    """The object a statement keeps under a local name that nothing else binds, in a function
    that reads no names but those it spells. `makers` are the last names of what may make it:
    most assignments are told by them, before anything is looked up."""
    match statement:
        case ast.Assign(targets=[ast.Name() as target], value=value):
            pass
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            pass
        case _:
            return None
    call = value.value if isinstance(value, ast.Await) else value
    if not isinstance(call, ast.Call) or last_name(call.func, ctx) not in makers:
        return None
    function = ctx.function(statement)
    if not isinstance(function, FUNCTIONS):
        return None
    bound = ctx.scopes.bindings(ctx.scopes.survey.scope_of(function)).names.get(target.id, [])
    if len(bound) != 1 or bound[0].kind is not Kind.VALUE or reads_locals(function):
        return None
    uses = sorted(loads(function, target.id), key=lambda use: (use.lineno, use.col_offset))
    return KeptObject(target.id, call, value is not call, statement, function, uses)


def stays(kept: KeptObject, ctx: Context) -> bool:
    """Whether no use gives the object away: each reads an attribute of it, or enters it with
    `with`, in the function itself, where no comprehension or inner function runs later."""
    return all(
        ctx.function(use) is kept.function and (attribute(use, ctx) or _is_entered(use, ctx))
        for use in kept.uses
    )


def attribute(use: ast.Name, ctx: Context) -> str:
    """The attribute that a use reads of the object; "" for any other use."""
    holder = ctx.parent(use)
    return holder.attr if isinstance(holder, ast.Attribute) else ""


def _is_entered(use: ast.Name, ctx: Context) -> bool:
    holder = ctx.parent(use)
    return isinstance(holder, ast.withitem) and holder.context_expr is use
