"""Whether an annotation leaves no room for a coroutine.

It does where all it allows are None, standard containers and values, and classes that are
read down to their last base without finding `__await__`. `Any`, `object`, type variables,
protocols, the Awaitable family and what is not known may all mean a coroutine.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

from asynclint import knowledge
from asynclint.model import Answer
from asynclint.project import Definition
from asynclint.rule import Context

_Name = Callable[[ast.expr], str]

_DEPTH = 12  # bases above each other; real ones are fewer

# Bases that say nothing about instances.
_BASES = frozenset({"abc.ABC", "builtins.object", "typing.Generic"})


def forbids_coroutine(annotation: ast.expr, ctx: Context) -> bool:
    """The same for an annotation in the file of the context."""
    scope = ctx.scopes.survey.scope_at(annotation)

    def name(expression: ast.expr) -> str:
        full = ctx.scopes.resolve(expression, scope)
        return next(iter(full)) if len(full) == 1 else ""

    return _is_plain(annotation, name, ctx)


def says_no_coroutine(text: str, ctx: Context) -> bool:
    """The same for an annotation that is spelled with full names."""
    parsed = _parsed(text)
    return parsed is not None and _is_plain(parsed, ast.unparse, ctx)


def _is_plain(annotation: ast.expr, name: _Name, ctx: Context) -> bool:
    match annotation:
        case ast.Constant(value=None):
            return True
        case ast.Constant(value=str(text)):
            parsed = _parsed(text)
            return parsed is not None and _is_plain(parsed, name, ctx)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _are_plain((left, right), name, ctx)
        case ast.Subscript(value=value, slice=inside):
            form = name(value)
            if form not in knowledge.table("plain_types")["forms"]:
                return _is_plain_class(form, ctx)
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
            return _are_plain(parts[:1] if form.endswith("Annotated") else parts, name, ctx)
        case ast.Name() | ast.Attribute():
            return _is_plain_class(name(annotation), ctx)
    return False


def _are_plain(parts: Iterable[ast.expr], name: _Name, ctx: Context) -> bool:
    return all(_is_plain(part, name, ctx) for part in parts)


def _is_plain_class(name: str, ctx: Context) -> bool:
    found = ctx.project.lookup(name, ctx.origin) if name else None
    return found is not None and found.name not in _BASES and _gives_plain_objects(found, ctx)


def _gives_plain_objects(cls: Definition | None, ctx: Context, depth: int = _DEPTH) -> bool:
    """Whether no instance of a class, and of what it inherits from, can be awaited. Classes that
    are known to be plain are taken as they are, and their bases not read."""
    if cls is None or cls.function or not depth:
        return False
    if cls.owner is None:
        return not cls.path and (cls.name in _BASES or _is_plain_outside(cls.name))
    if cls.name in knowledge.table("plain_types")["plain"]:
        return True
    if {"__await__", "__getattr__"} & {*cls.owner.methods, *cls.owner.attributes}:
        return False
    bases = [base.partition("[")[0] for base in cls.owner.bases]
    found = [ctx.project.lookup(base, cls.origin) if base else None for base in bases]
    return all(_gives_plain_objects(each, ctx, depth - 1) for each in found)


def _is_plain_outside(name: str) -> bool:
    if name in knowledge.table("plain_types")["plain"]:
        return True
    return knowledge.has_method(name, "__await__") is Answer.NO


def _parsed(text: str) -> ast.expr | None:
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
