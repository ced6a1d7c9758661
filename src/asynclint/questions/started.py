"""Whether a function runs on its own: nobody waits for it who would miss its cancellation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.rule import Context

_STARTERS = tuple(knowledge.table("cancellation")["starters"])


def started_alone(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether the file hands a function to what runs it on its own, and does nothing else
    with it."""
    uses = list(_uses(function, ctx))
    return bool(uses) and all(_is_started(use, ctx) for use in uses)


def _uses(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[ast.expr]:
    for node in ast.walk(ctx.source.tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name == function.name:
                yield node


def _is_started(use: ast.expr, ctx: Context) -> bool:
    parent = ctx.parent(use)
    if isinstance(parent, ast.Call) and parent.func is use:
        parent = ctx.parent(parent)
    if isinstance(parent, ast.Call):
        last = getattr(parent.func, "attr", getattr(parent.func, "id", ""))
        return any(last == word or last.endswith(f"_{word}") for word in _STARTERS)
    return False
