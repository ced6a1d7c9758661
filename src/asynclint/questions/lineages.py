"""The class a statement defines, its bases, and which special methods these have."""

from __future__ import annotations

import ast

from asynclint import knowledge
from asynclint.model import Answer
from asynclint.project import Definition
from asynclint.rule import Context
from asynclint.syntax import Function

# Classes without methods of any protocol that knowledge does not list.
_BARE = frozenset({"abc.ABC", "typing.Generic", "typing.Protocol", "typing_extensions.Protocol"})


def lineage(node: ast.ClassDef, ctx: Context) -> tuple[Definition, ...]:
    """A class and all its bases; nothing when one of them is unknown, or when the name of the
    class does not lead to this very statement."""
    start = ctx.project.lookup(ctx.scopes.class_name(node), ctx.origin)
    if start is None or start.owner is None or start.owner.position.line != node.lineno:
        return ()
    line = ctx.project.ancestry(start)
    known = tuple(cls for cls in line if cls is not None)
    return known if len(known) == len(line) else ()


def has_own(cls: Definition, method: str) -> Answer:
    """Whether one class of a lineage defines a special method, its bases aside where the
    project has it."""
    if cls.owner:
        found = method in cls.owner.methods or method in cls.owner.attributes
        return Answer.YES if found else Answer.NO
    if cls.name in _BARE or cls.name.startswith("builtins."):
        return Answer.NO
    return knowledge.has_method(cls.name, method)


def may_override(function: Function, ctx: Context) -> bool:
    """Whether a method is, or may be, one that a base of its class has too: not of a class
    without bases, nor where all can be read and none has it."""
    owner = ctx.parent(function)
    if not isinstance(owner, ast.ClassDef) or not owner.bases:
        return False
    line = lineage(owner, ctx)
    return not line or any(has_own(cls, function.name) is not Answer.NO for cls in line[1:])
