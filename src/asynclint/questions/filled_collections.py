"""Local collections that are only filled and looked at: nothing takes out what they hold."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asynclint.bindings import Binding, Kind
from asynclint.questions.coroutine_values import Assignment, loads
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function

_FILLING = frozenset({"add", "append"})
_EMPTY = frozenset({"dict", "list", "set"})
# These look at a collection, and take nothing out of it that could be awaited.
_LOOKING = frozenset({"bool", "len", "print", "repr", "str", "type"})


class Local(NamedTuple):
    """A local name for a collection: the function it is local to, and all its bindings."""

    name: str
    function: Function
    bindings: list[Binding]


def local_collection(node: Assignment, ctx: Context) -> Local | None:
    """The local name that a statement is the first to bind, to a plain collection; else None."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    function = ctx.function(node) if elements_of(node.value) is not None else None
    if not isinstance(target, ast.Name) or not isinstance(function, FUNCTIONS):
        return None
    scope = ctx.scopes.survey.scope_of(function)
    bindings = ctx.scopes.bindings(scope).names.get(target.id, [])
    if not bindings or bindings[0].node is not node:
        return None
    return Local(target.id, function, bindings)


def collected(local: Local, ctx: Context) -> list[ast.expr]:
    """All that a collection is given, as far as that is all that happens to it; else nothing."""
    name, function, bindings = local
    found: list[ast.expr] = []
    for binding in bindings:
        elements = elements_of(binding.value)
        if binding.kind is not Kind.VALUE or elements is None:
            return []
        found += elements
    for use in loads(function, name):
        added = _added(use, ctx)
        if ctx.function(use) is not function or not (added or _is_looked_at(use, ctx)):
            return []
        found += [added] if added else []
    return found


def elements_of(value: ast.expr | None) -> list[ast.expr] | None:
    """What a plain collection is made of; None for anything else."""
    match value:
        case ast.List(elts=elements) | ast.Set(elts=elements) | ast.Tuple(elts=elements):
            return elements
        case ast.ListComp(elt=element) | ast.SetComp(elt=element) | ast.DictComp(value=element):
            return [element]
        case ast.Dict(values=values):
            return values
        case ast.Call(func=ast.Name(id=name), args=[], keywords=[]) if name in _EMPTY:
            return []
    return None


def _added(use: ast.Name, ctx: Context) -> ast.expr | None:
    """What `use.append(value)`, or `use[key] = value`, puts into a collection."""
    holder = ctx.parent(use)
    statement = ctx.parent(holder) if holder else None
    match statement:
        case ast.Call(func=ast.Attribute(attr=name) as function, args=[value], keywords=[]):
            is_filled = function is holder and name in _FILLING
            return value if is_filled and isinstance(ctx.parent(statement), ast.Expr) else None
        case ast.Assign(targets=[ast.Subscript(value=owner) as target], value=value):
            return value if target is holder and owner is use else None
    return None


def _is_looked_at(use: ast.Name, ctx: Context) -> bool:
    """Whether a use only measures, prints or tests a collection."""
    holder = ctx.parent(use)
    match holder:
        case ast.Call(func=ast.Name(id=name)):
            return name in _LOOKING
        case ast.If(test=test) | ast.While(test=test) | ast.Assert(test=test):
            return test is use
    is_not = isinstance(holder, ast.UnaryOp) and isinstance(holder.op, ast.Not)
    return is_not or isinstance(holder, (ast.Expr, ast.FormattedValue))
