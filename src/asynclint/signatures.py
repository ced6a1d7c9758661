"""What the type variables of a function stand for in one call of it.

`def take(cls: type[T]) -> T` gives an instance of the class it is handed, and a decorator
`def logged(f: Callable[P, Awaitable[T]]) -> Callable[P, Task[T]]` says what calls of the function
give that it decorates. Only what is spelled out so plainly is understood.
"""

from __future__ import annotations

import ast
from typing import Protocol

from asynclint.annotations import parsed
from asynclint.facts import FunctionFacts
from asynclint.syntax import dotted
from asynclint.unions import UNKNOWN, Kind, Type, Union, every, made, spelled

_WITH_RESULT = {"typing.Awaitable": 0, "typing.Coroutine": 2}


class Caller(Protocol):
    """Who can tell what calls and awaits give."""

    def call(self, what: Type, argument: Union = UNKNOWN) -> Union: ...

    def returned(self, what: Type, argument: Union = UNKNOWN) -> Union: ...


def bound_by(
    caller: Caller, function: FunctionFacts, argument: Union, *, skipped: bool
) -> dict[str, Union]:
    """What the first argument of a call makes of the type variables of a function. `skipped`:
    the first parameter is the object that a method is bound to."""
    parameters = [each for each in function.parameters if each.taken in ("position", "both")]
    first = parameters[skipped : skipped + 1]
    tree = parsed(first[0].type_text) if first and argument else None
    return _unified(caller, tree, argument) if tree else {}


def is_bound(what: Type, function: FunctionFacts) -> bool:
    """Whether the first parameter of a function is the object that it is called on."""
    if not what.arguments or "builtins.staticmethod" in function.decorators:
        return False
    on_class = any(each.kind is Kind.CLASS for each in what.arguments[0])
    return not on_class or "builtins.classmethod" in function.decorators


def _unified(caller: Caller, tree: ast.expr, value: Union) -> dict[str, Union]:
    match tree:
        case ast.Name() | ast.Attribute():
            return {dotted(tree): value}
        case ast.Subscript(value=head, slice=inside):
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return _inside(caller, spelled(dotted(head)), parts, value)
    return {}


def _inside(
    caller: Caller, name: str, parts: list[ast.expr], value: Union
) -> dict[str, Union]:
    if name == "builtins.type" and all(each.kind is Kind.CLASS for each in value):
        return _unified(caller, parts[0], made(value))
    if name == "typing.Callable" and len(parts) == 2:
        return _unified(caller, parts[1], every(value, caller.call))
    if name in _WITH_RESULT and all(each.kind is Kind.COROUTINE for each in value):
        index = _WITH_RESULT[name]
        result = every(value, caller.returned)
        return _unified(caller, parts[index], result) if index < len(parts) else {}
    return {}
