"""What several tasks may hold at a time: attributes of `self` and names of the module, unless
a lock is held around the place."""

from __future__ import annotations

import ast

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS

_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def is_shared(place: ast.expr, ctx: Context) -> bool:
    """Whether an attribute or item is one of `self`, or of a module-level name, or is such a
    name."""
    depth = 0
    while isinstance(place, (ast.Attribute, ast.Subscript)):
        place, depth = place.value, depth + 1
    if not isinstance(place, ast.Name):
        return False
    if depth and ctx.scopes.own_class(place):
        return True
    found = ctx.scopes.binding(place)
    if found is None or found[0] is not ctx.scopes.survey.module:
        return False
    return all(binding.kind in (Kind.VALUE, Kind.OTHER) for binding in found[1])


def holds_lock(node: ast.AST, ctx: Context) -> bool:
    """Whether what surrounds a node in its function may let in one task at a time."""
    for outer in ctx.ancestors(node):
        match outer:
            case ast.With() | ast.AsyncWith():
                if any(_is_lock(item.context_expr, ctx) for item in outer.items):
                    return True
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return any(_speaks_of_lock(decorator) for decorator in outer.decorator_list)
    return False


def waits(node: ast.AST) -> bool:
    """Whether other tasks may run while a node does."""
    return isinstance(node, _WAITS) or bool(getattr(node, "is_async", 0))


def is_constructor(function: ast.AST | None) -> bool:
    """Whether a function makes its object, which nobody else has yet."""
    return isinstance(function, FUNCTIONS) and function.name in ("__init__", "__new__")


def _is_lock(expression: ast.expr, ctx: Context) -> bool:
    if ctx.type_of(expression) in knowledge.table("primitives")["locks"]:
        return True
    return _speaks_of_lock(expression)


def _speaks_of_lock(expression: ast.expr) -> bool:
    text = ast.unparse(expression).lower()
    return any(word in text for word in knowledge.table("primitives")["lock_words"])
