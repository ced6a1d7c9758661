"""What the type variables of an object's classes stand for: `T` of `Repository[T]` in an object
of `class Users(Repository[User])`."""

from __future__ import annotations

import ast

from asynclint.annotations import parsed
from asynclint.members import Worker
from asynclint.project import Definition
from asynclint.syntax import dotted
from asynclint.unions import Kind, Type, Union

_DECLARING = frozenset({"typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})


def variables(worker: Worker, what: Type) -> dict[str, Union]:
    """By full name of the type variable, what it stands for in an instance of a class."""
    start = worker.project.lookup(what.name, what.origin) if what.kind is Kind.INSTANCE else None
    found: dict[str, Union] = {}
    if start and start.owner and _is_generic(worker, start):
        _collect(worker, start, what.arguments, found, ())
    return found


def _is_generic(worker: Worker, start: Definition) -> bool:
    """Whether some class has type arguments at all; most have none."""
    lineage = worker.project.ancestry(start)
    return any(c and c.owner and any("[" in base for base in c.owner.bases) for c in lineage)


def _collect(
    worker: Worker,
    cls: Definition,
    arguments: tuple[Union, ...],
    found: dict[str, Union],
    below: tuple[str, ...],
) -> None:
    if cls.owner is None or cls.name in below:
        return
    for name, argument in zip(_declared(worker, cls), arguments, strict=False):
        found.setdefault(name, argument)
    for base in cls.owner.bases:
        name, parts = _parts(base)
        above = worker.project.lookup(name, cls.origin) if name else None
        if above and above.owner:
            given = tuple(
                found[part] if part in found else worker.of_text(part, cls.origin)
                for part in parts
            )
            _collect(worker, above, given, found, (*below, cls.name))


def _declared(worker: Worker, cls: Definition) -> list[str]:
    """The type variables of a class, in order: those of `Generic`, else as the bases use them."""
    used: dict[str, None] = {}
    for base in cls.owner.bases if cls.owner else ():
        name, parts = _parts(base)
        if name in _DECLARING:
            return parts
        used.update(dict.fromkeys(part for part in parts if _is_variable(worker, part, cls)))
    return list(used)


def _is_variable(worker: Worker, name: str, cls: Definition) -> bool:
    found = worker.project.lookup(name, cls.origin)
    return found is not None and found.value is not None and found.value[0] in ("?", "alias")


def _parts(base: str) -> tuple[str, list[str]]:
    """The class and the type arguments of a base."""
    tree = parsed(base) if "[" in base else None
    if not isinstance(tree, ast.Subscript):
        return base, []
    inside = tree.slice.elts if isinstance(tree.slice, ast.Tuple) else [tree.slice]
    return dotted(tree.value), [ast.unparse(part) for part in inside]
