"""How a name of another module is spelled at a place, and where its import goes if it is missing.

Imports that are there are used again. A new one goes where the file's own order has it: with the
standard library or with what is installed, before `from` imports, by name.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence
from typing import NamedTuple

from asynclint.bindings import Kind
from asynclint.model import Edit, Span
from asynclint.rule import Context

Import = ast.Import | ast.ImportFrom


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
    added = added_import(module, at, ctx)
    return Spelled(f"{module}.{name}", (added,)) if added else None


def beside(known: ast.expr, name: str, ctx: Context) -> Spelled | None:
    """How another name of the module that a known one is from is written at the place of that:
    `mock.MagicMock` beside `mock.AsyncMock`. Joins the import of the known one when it is not
    there yet; None where that cannot be."""
    if isinstance(known, ast.Attribute):
        owner = ctx.source.segment(ctx.source.span(known.value))
        return Spelled(f"{owner}.{name}", ())
    only = ctx.scopes.only_binding(known) if isinstance(known, ast.Name) else None
    if only is None or not isinstance(only.node, ast.ImportFrom) or only.node.level:
        return None
    for own, target in _imported(ctx):
        if target == f"{only.node.module}.{name}" and _means(own, known, ctx) == target:
            return Spelled(own, ())
    taken = ctx.scopes.binding(ast.copy_location(ast.Name(name, ast.Load()), known))
    if taken or ctx.scopes.stars:
        return None
    return Spelled(name, (_joined(only.node, name, ctx),))


def _joined(statement: ast.ImportFrom, name: str, ctx: Context) -> Edit:
    """Puts a name among those a statement imports: where their order has it, else last."""
    names, lines = [each.name for each in statement.names], ctx.source.lines
    following = next((each for each in statement.names if each.name > name), None)
    if following is not None and names == sorted(names):
        start = lines.offset(following.lineno, following.col_offset)
        return Edit(Span(start, start), f"{name}, ")
    last = statement.names[-1]
    end = lines.offset(last.end_lineno or last.lineno, last.end_col_offset or 0)
    return Edit(Span(end, end), f", {name}")


def added_import(module: str, at: ast.expr, ctx: Context) -> Edit | None:
    """`import module` on a line of its own among the imports of the file; None when the name is
    taken, or there is no such line."""
    name = ast.copy_location(ast.Name(module, ast.Load()), at)
    if "." in module or ctx.scopes.binding(name) or ctx.scopes.stars:
        return None
    before = [node for node in _statements(ctx) if node.lineno < at.lineno]
    if not before:
        return None
    own = _section(module, ctx)
    section = [node for node in before if _section(_first_name(node), ctx) == own]
    plain = [node for node in section if isinstance(node, ast.Import)]
    smaller = [node for node in plain if _first_name(node).lower() < module.lower()]
    if smaller:
        return _after(smaller[-1], f"import {module}", ctx)
    if section:
        return _before((plain or section)[0], module, ctx)
    earlier = [node for node in before if _section(_first_name(node), ctx) < own]
    if earlier:
        return _after(earlier[-1], f"import {module}", ctx, apart=True)
    return _before(before[0], module, ctx, apart=True)


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


def _statements(ctx: Context) -> list[Import]:
    """Imports of the module itself that share their lines with nothing, but for comments."""
    body = ctx.source.tree.body
    return [
        node
        for index, node in enumerate(body)
        if isinstance(node, Import)
        and getattr(node, "module", "") != "__future__"
        and _is_alone(index, body, ctx)
    ]


def _is_alone(index: int, body: Sequence[ast.stmt], ctx: Context) -> bool:
    node = body[index]
    before = body[index - 1].end_lineno if index else 0
    after = body[index + 1].lineno if index + 1 < len(body) else 0
    end = ctx.source.span(node).end
    line = ctx.source.lines.start(node.end_lineno or node.lineno)
    rest = ctx.source.lines.text(node.end_lineno or node.lineno)[end - line :].strip()
    return before != node.lineno and after != node.end_lineno and rest[:1] in ("", "#")


def _first_name(node: Import) -> str:
    if isinstance(node, ast.ImportFrom):
        return "." * node.level + (node.module or "")
    return node.names[0].name


def _section(name: str, ctx: Context) -> int:
    """0 for the standard library, 1 for what is installed, 2 for the project itself."""
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names:
        return 0
    modules = ctx.project.modules
    path = modules.find(top, ctx.origin) if top else None
    return 2 if not top or (path and not modules.home(path)) else 1


def _after(node: ast.stmt, text: str, ctx: Context, apart: bool = False) -> Edit | None:
    last = node.end_lineno or node.lineno
    lines = ctx.source.lines
    if last >= len(lines):
        return None
    before, start = lines.start(last) + len(lines.text(last)), lines.start(last + 1)
    ending = ctx.source.text[before:start]
    return Edit(Span(start, start), (ending if apart else "") + text + ending)


def _before(node: ast.stmt, module: str, ctx: Context, apart: bool = False) -> Edit:
    lines = ctx.source.lines
    start = lines.start(node.lineno)
    text = lines.text(node.lineno)
    end = lines.start(node.lineno + 1) if node.lineno < len(lines) else start + len(text)
    ending = ctx.source.text[start + len(text) : end] or "\n"
    return Edit(Span(start, start), f"import {module}{ending}" + (ending if apart else ""))
