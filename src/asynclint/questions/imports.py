"""How a name of another module is spelled at a place, and the import that is missing for it."""

from __future__ import annotations

import ast
from typing import NamedTuple

from asynclint.bindings import Kind
from asynclint.model import Edit, Span
from asynclint.rule import Context


class Spelled(NamedTuple):
    """The text of a name, and the edits that make it mean what it should."""

    text: str
    edits: tuple[Edit, ...]


def spelled(module: str, name: str, at: ast.expr, ctx: Context) -> Spelled | None:
    """How `module.name` is written at an expression; None when its import cannot be added."""
    for own, target in _imported(ctx):
        tail = {f"{module}.{name}": "", module: f".{name}"}.get(target)
        if tail is not None and _means(own, at, ctx) == target:
            return Spelled(own + tail, ())
    added = _import(module, at, ctx)
    return Spelled(f"{module}.{name}", (added,)) if added else None


def _imported(ctx: Context) -> list[tuple[str, str]]:
    """What the module binds by import, and to which full names."""
    scope = ctx.scopes.bindings(ctx.scopes.survey.module)
    return [
        (own, binding.target)
        for own, bindings in scope.names.items()
        for binding in bindings
        if binding.kind is Kind.IMPORT
    ]


def _means(own: str, at: ast.expr, ctx: Context) -> str:
    name = ast.copy_location(ast.Name(own, ast.Load()), at)
    full = ctx.scopes.resolve(name)
    return next(iter(full)) if len(full) == 1 else ""


def _import(module: str, at: ast.expr, ctx: Context) -> Edit | None:
    """`import module` on a line of its own before the first import of the file, those from
    `__future__` aside; None when the name is taken, or there is no such line."""
    name = ast.copy_location(ast.Name(module, ast.Load()), at)
    if "." in module or ctx.scopes.binding(name) or ctx.scopes.stars:
        return None
    body = ctx.source.tree.body
    for index, node in enumerate(body):
        is_import = isinstance(node, (ast.Import, ast.ImportFrom))
        if is_import and getattr(node, "module", "") != "__future__":
            shares_line = index > 0 and body[index - 1].end_lineno == node.lineno
            is_late = shares_line or node.lineno >= at.lineno
            return None if is_late else _line_before(node, module, ctx)
    return None


def _line_before(node: ast.stmt, module: str, ctx: Context) -> Edit:
    lines = ctx.source.lines
    start = lines.start(node.lineno)
    text = lines.text(node.lineno)
    end = lines.start(node.lineno + 1) if node.lineno < len(lines) else start + len(text)
    ending = ctx.source.text[start + len(text) : end] or "\n"
    return Edit(Span(start, start), f"import {module}{ending}")
