"""What the methods of a class do to `self`: attributes stored, assigned, mutated."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.bindings import How, Origin, pairs
from asynclint.syntax import FUNCTIONS, Function

# Calls that change a collection or mapping in place.
MUTATORS = frozenset(
    {
        *("add", "append", "appendleft", "clear", "discard", "extend", "insert"),
        *("pop", "popitem", "popleft", "remove", "setdefault", "update"),
    }
)

_READ_OR_SET = re.compile(r"\.(\w+)\b(?!\s*\()")

_STORING = frozenset(
    {ast.Assign, ast.AnnAssign, ast.AugAssign, ast.For, ast.AsyncFor, ast.With, ast.AsyncWith}
)


def read_or_set(text: str) -> frozenset[str]:
    """The names of all attributes that a module does more with than to call them; for all at
    once, for to search for each takes the square of the length of a module."""
    return frozenset(_READ_OR_SET.findall(text))


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


def stores(statement: ast.AST, me: str) -> Iterator[tuple[str, Origin | None]]:
    """Attributes of `self` a statement sets, and where the value comes from if that is plain."""
    if statement.__class__ not in _STORING:
        return
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _stored(target, Origin(How.ASSIGNED, value), me)
        case ast.AnnAssign(target=target, value=value):
            yield from _stored(target, Origin(How.ASSIGNED, value) if value else None, me)
        case ast.AugAssign(target=target):
            yield from _stored(target, None, me)
        case ast.For(target=target, iter=value):
            yield from _stored(target, Origin(How.ITERATED, value), me)
        case ast.AsyncFor(target=target, iter=value):
            yield from _stored(target, Origin(How.ITERATED_ASYNC, value), me)
        case ast.With(items=items) | ast.AsyncWith(items=items):
            is_async = isinstance(statement, ast.AsyncWith)
            how = How.ENTERED_ASYNC if is_async else How.ENTERED
            for item in items:
                if item.optional_vars:
                    yield from _stored(item.optional_vars, Origin(how, item.context_expr), me)


def _stored(
    target: ast.expr, origin: Origin | None, me: str
) -> Iterator[tuple[str, Origin | None]]:
    match target:
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name == me:
            yield attribute, origin
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            plain = origin is not None and origin.how is How.ASSIGNED and not origin.path
            both = pairs(target, origin.expression) if plain and origin else None
            starred = any(isinstance(element, ast.Starred) for element in elements)
            for index, element in enumerate(elements):
                part = origin._replace(path=(*origin.path, index)) if origin else None
                if both:
                    part = Origin(How.ASSIGNED, both[index][1])
                yield from _stored(element, None if starred else part, me)
        case ast.Starred(value=value):
            yield from _stored(value, None, me)


def patched(tree: ast.Module) -> dict[str, list[str]]:
    """By name of a class, the attributes of it that the top of a module sets: `Class.method =
    other`."""
    found: dict[str, list[str]] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                match target:
                    case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                        found.setdefault(owner, []).append(attribute)
    return found
