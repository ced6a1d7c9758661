"""What a method overrides, and how code that a class inherits calls it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from asynclint import knowledge
from asynclint.project import Definition
from asynclint.questions.bodies import tree_of
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function, within


class Use(NamedTuple):
    """A call of a method on `self` that a class inherits: the function that makes it, and
    whether it awaits the call or drops what the call gives."""

    caller: str
    is_awaited: bool


def inherited_uses(start: Definition, name: str, ctx: Context) -> Iterator[Use]:
    """The calls of `self.name(...)` in methods of bases that nothing overrides, as far as they
    await the call or drop its value."""
    hidden: set[str] = set()
    for cls in ctx.project.ancestry(start):
        if cls is None or cls.owner is None:
            return
        if cls is not start:
            for method in _methods(cls, ctx):
                if method.name not in hidden:
                    yield from _uses(method, name, f"{_last(cls)}.{method.name}")
        hidden |= cls.owner.methods.keys() | cls.owner.attributes.keys()


def library_method(start: Definition, name: str, ctx: Context) -> str:
    """The method of the standard library that a class overrides and the library calls without
    awaiting; "" when there is none."""
    table = knowledge.table("plain_callers")
    for cls in ctx.project.ancestry(start)[1:]:
        if cls is None or (cls.owner and name in cls.owner.methods):
            return ""
        if name in table.get(cls.name, {}).get("methods", ()):
            return f"{cls.name}.{name}"
    return ""


def _methods(cls: Definition, ctx: Context) -> list[Function]:
    tree = tree_of(cls.path, ctx)
    assert cls.owner is not None
    for node in ast.walk(tree) if tree else ():
        is_it = isinstance(node, ast.ClassDef) and node.name == _last(cls)
        if isinstance(node, ast.ClassDef) and is_it and node.lineno == cls.owner.position.line:
            return [s for s in node.body if isinstance(s, FUNCTIONS)]
    return []


def _uses(method: Function, name: str, caller: str) -> Iterator[Use]:
    arguments = [*method.args.posonlyargs, *method.args.args]
    for node in within(method, leaves=False) if arguments else ():
        match node:
            case ast.Await(value=call) | ast.Expr(value=call):
                if _is_call_of(call, arguments[0].arg, name):
                    yield Use(caller, isinstance(node, ast.Await))


def _is_call_of(call: ast.expr, me: str, name: str) -> bool:
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=method)):
            return (owner, method) == (me, name)
    return False


def _last(cls: Definition) -> str:
    return cls.name.rpartition(".")[2]
