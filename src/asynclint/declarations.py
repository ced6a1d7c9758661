"""What an object can be that a type text declares.

Names are looked up, aliases of types followed, `Self` and type variables replaced by what they
stand for in the object at hand.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Protocol

from asynclint.annotations import alternatives, parsed
from asynclint.generics import variables
from asynclint.members import Worker
from asynclint.project import Definition
from asynclint.unions import (
    NONE,
    UNKNOWN,
    Kind,
    Type,
    Union,
    all_of,
    class_of,
    generic,
    made,
    spelled,
)

_SELF = frozenset({"typing.Self", "typing_extensions.Self"})


class Definer(Worker, Protocol):
    """Who also says what a definition is."""

    def defined(self, found: Definition) -> Union: ...


def instances(worker: Definer, text: str, origin: str, me: Union) -> Union:
    """What an instance of a type text can be; `me` stands for `Self`."""
    tree = parsed(text)
    return _instances(worker, tree, origin, me) if tree else UNKNOWN


def _instances(worker: Definer, tree: ast.expr, origin: str, me: Union) -> Union:
    members = alternatives(tree)
    if len(members) > 1:
        return all_of([_instances(worker, each, origin, me) for each in members])
    match tree:
        case ast.Constant(value=None):
            return NONE
        case ast.Subscript(value=value, slice=inside):
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return _generic(worker, spelled(ast.unparse(value)), parts, origin, me)
        case ast.Name() | ast.Attribute():
            name = ast.unparse(tree)
            if name in _SELF:
                return me
            variable = variables(worker, me[0]).get(name) if len(me) == 1 else None
            return variable or _of_class(worker, name, origin)
    return UNKNOWN


def _generic(
    worker: Definer, name: str, parts: Sequence[ast.expr], origin: str, me: Union
) -> Union:
    if name == "builtins.type":
        return class_of(_instances(worker, parts[0], origin, me))
    if name == "typing.Callable":
        result = _instances(worker, parts[-1], origin, me) if len(parts) == 2 else UNKNOWN
        return (Type(Kind.CALLABLE, name, arguments=(result,)),)
    arguments = tuple(_instances(worker, part, origin, me) for part in parts)
    if name == "builtins.tuple":
        if len(parts) == 2 and ast.unparse(parts[1]) == "...":
            return (generic("typing.Sequence", arguments[0]),)
        return (Type(Kind.TUPLE, name, arguments=arguments),)
    return tuple(t._replace(arguments=arguments) for t in _of_class(worker, name, origin))


def _of_class(worker: Definer, name: str, origin: str) -> Union:
    """Instances of what a name in a type text means: a class, or a type given a name."""
    found = worker.project.lookup(spelled(name), origin)
    if found is None or found.function:
        return UNKNOWN
    if found.value is None:
        return made(worker.defined(found))
    match found.value:
        case ("alias", str(text), *_):
            return worker.of_text(text, found.origin)
        case ("name", str(other)) if other != name:
            return _of_class(worker, other, found.origin)
    return UNKNOWN
