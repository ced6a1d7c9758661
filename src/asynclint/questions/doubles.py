"""Objects of `unittest.mock` that a function makes for itself, and what is done to them.

A double is known only where its name is bound once, to a call without `spec` and the like:
then every attribute of it is a child of the same kind.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asynclint import knowledge
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function, dotted

_GIVES = frozenset({"return_value", "side_effect"})
_PLAIN = frozenset({"name", *_GIVES})
# Calls that set attributes of a double.
_SETTERS = frozenset({"attach_mock", "configure_mock", "mock_add_spec", "setattr", "reset_mock"})


class Double(NamedTuple):
    """A double: its name, the call that makes it, the function that holds it, and whether
    calling it or a child of it gives a coroutine."""

    name: str
    call: ast.Call
    function: Function
    is_async: bool


def double(name: ast.Name, ctx: Context) -> Double | None:
    """The double a name certainly stands for."""
    bound = ctx.scopes.only_binding(name)
    call = bound.value if bound else None
    function = ctx.function(call) if isinstance(call, ast.Call) else None
    if not isinstance(call, ast.Call) or not isinstance(function, FUNCTIONS):
        return None
    kind = made(call, ctx)
    return Double(name.id, call, function, kind == "async") if kind else None


def made(call: ast.Call, ctx: Context) -> str:
    """The kind of double a call makes, "sync" or "async"; "" when it has a `spec`, attributes
    of its own, or is no double."""
    if call.args or not all(k.arg in _PLAIN for k in call.keywords):
        return ""
    kinds = knowledge.table("tests")["doubles"]
    kind: str = kinds.get(ctx.name(call.func), "")
    return kind


def given(call: ast.Call) -> dict[str, ast.expr]:
    """What the call that makes a double says it gives: `return_value`, `side_effect`."""
    return {k.arg: k.value for k in call.keywords if k.arg in _GIVES}


def chain(expression: ast.expr) -> tuple[ast.Name, tuple[str, ...]] | None:
    """`m.a.b` as its first name and what follows; calls on the way are taken as the text
    `return_value` they stand for."""
    parts: list[str] = []
    while True:
        match expression:
            case ast.Attribute(value=inner, attr=attr):
                parts.append(attr)
            case ast.Call(func=inner):
                parts.append("return_value")
            case ast.Name():
                return expression, tuple(reversed(parts))
            case _:
                return None
        expression = inner


def is_replaced(found: Double, path: tuple[str, ...]) -> bool:
    """Whether something on the way from a double to what a path leads to may be something else
    than a child: it is assigned or configured somewhere in the function."""
    for target in _assigned(found):
        if target == path[: len(target)] or path == target[: len(path)]:
            return True
    return _is_configured(found)


def _assigned(found: Double) -> Iterator[tuple[str, ...]]:
    """The paths below a double that are assigned: `m.a.b = ...`."""
    for node in ast.walk(found.function):
        if isinstance(node, (ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
            where = chain(node if isinstance(node, ast.Attribute) else node.value)
            if where and where[0].id == found.name:
                yield where[1]


def _is_configured(found: Double) -> bool:
    for node in ast.walk(found.function):
        if isinstance(node, ast.Call):
            last = dotted(node.func).rpartition(".")[2]
            names = {n.id for part in (node.func, *node.args) for n in ast.walk(part)
                     if isinstance(n, ast.Name)}
            if last in _SETTERS and found.name in names:
                return True
    return False
