"""What the methods of a class do to `self`: attributes stored, assigned, mutated."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.syntax import FUNCTIONS, Function

# Calls that change a collection or mapping in place.
MUTATORS = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert"),
        *("pop", "popitem", "popleft", "remove", "setdefault", "update"),
    }
)

_STORING = frozenset(
    {ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor, ast.withitem}
)


def methods(node: ast.ClassDef) -> Iterator[Function]:
    """The functions a class body defines directly."""
    for statement in node.body:
        if isinstance(statement, FUNCTIONS):
            yield statement


def mutated(node: ast.AST, me: str) -> Iterator[str]:
    """The attribute of `self` that a node assigns, deletes, augments or mutates by a call."""
    kind = node.__class__
    if kind is ast.Attribute or kind is ast.Subscript:
        assert isinstance(node, (ast.Attribute, ast.Subscript))
        if node.ctx.__class__ is not ast.Load:
            yield from _attribute_of(node, me)
    elif kind is ast.Call:
        assert isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in MUTATORS:
            yield from _attribute_of(node.func.value, me)


def _attribute_of(node: ast.expr, me: str) -> Iterator[str]:
    """The attribute of `self` that an expression is (a part of)."""
    while isinstance(node, ast.Subscript):
        node = node.value
    match node:
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == me:
            yield attribute


def stores(statement: ast.AST, me: str) -> Iterator[tuple[str, ast.expr | None]]:
    """Attributes of `self` a statement sets, with the value where it is plain."""
    if statement.__class__ not in _STORING:
        return
    targets: list[ast.expr] = []
    value: ast.expr | None = None
    match statement:
        case ast.Assign():
            targets, value = statement.targets, statement.value
        case ast.AnnAssign():
            targets, value = [statement.target], statement.value
        case ast.AugAssign(target=target) | ast.For(target=target) | ast.AsyncFor(target=target):
            targets = [target]
        case ast.withitem(optional_vars=ast.expr() as target):
            targets = [target]
    for target in targets:
        for node in ast.walk(target):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == me:
                    yield attribute, value if node is target else None
