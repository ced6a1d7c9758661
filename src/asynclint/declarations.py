"""What an object can be that a type text declares.

Names are looked up, aliases of types followed, `Self` and type variables replaced by what they
stand for in the object at hand.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from asynclint.annotations import alternatives, parsed
from asynclint.generics import variables
from asynclint.members import Worker
from asynclint.project import Definition
from asynclint.syntax import dotted
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


def instances(
    worker: Definer, text: str, origin: str, me: Union, given: Mapping[str, Union]
) -> Union:
    """What an instance of a type text can be; `me` stands for `Self`, and `given` says what
    type variables stand for."""
    tree = parsed(text)
    if tree is None:
        return UNKNOWN
    own = variables(worker, me[0]) if len(me) == 1 else {}
    return _Reader(worker, origin, me, {**own, **given}).read(tree)


class _Reader(NamedTuple):
    """Reads type texts of one place."""

    worker: Definer
    origin: str
    me: Union
    variables: Mapping[str, Union]

    def read(self, tree: ast.expr) -> Union:
        members = alternatives(tree)
        if len(members) > 1:
            return all_of([self.read(each) for each in members])
        match tree:
            case ast.Constant(value=None):
                return NONE
            case ast.Subscript(value=value, slice=inside):
                parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
                return self._generic(spelled(dotted(value)), parts)
            case ast.Name() | ast.Attribute():
                name = dotted(tree)
                if name in _SELF:
                    return self.me
                return self.variables.get(name) or self._of_class(name, self.origin)
        return UNKNOWN

    def _generic(self, name: str, parts: Sequence[ast.expr]) -> Union:
        if name == "builtins.type":
            return class_of(self.read(parts[0]))
        if name == "typing.Callable":
            result = self.read(parts[-1]) if len(parts) == 2 else UNKNOWN
            return (Type(Kind.CALLABLE, name, arguments=(result,)),)
        arguments = tuple(self.read(part) for part in parts)
        if name == "builtins.tuple":
            if len(parts) == 2 and isinstance(parts[1], ast.Constant) and parts[1].value is ...:
                return (generic("typing.Sequence", arguments[0]),)
            return (Type(Kind.TUPLE, name, arguments=arguments),)
        made_of = self._of_class(name, self.origin)
        return tuple(each._replace(arguments=arguments) for each in made_of)

    def _of_class(self, name: str, origin: str) -> Union:
        """Instances of what a name in a type text means: a class, or a type given a name."""
        found = self.worker.project.lookup(spelled(name), origin)
        if found is None or found.function:
            return UNKNOWN
        if found.value is None:
            return made(self.worker.defined(found))
        match found.value:
            case ("alias", str(text), *_):
                # through a term: an alias may be defined by itself
                return self.worker.of(("is", text), found.origin)
            case ("name", str(other)) if other != name:
                return self._of_class(other, found.origin)
        return UNKNOWN
