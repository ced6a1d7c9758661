"""Fixes that put a checkpoint into a function: asyncio has none, so only for AnyIO and Trio."""

from __future__ import annotations

import ast

from asynclint.importing import Spelled, spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions.indenting import line_before, line_end, margin
from asynclint.rule import Context

_LIBRARIES = ("anyio", "trio")


def checkpoint_before(statement: ast.stmt, ctx: Context) -> Fix | None:
    """A checkpoint on a line of its own before a statement; None where the file speaks no library
    that has one, or the statement does not begin its line."""
    name = _checkpoint(statement, ctx)
    edit = line_before(statement, f"await {name.text}()", ctx) if name else None
    return _fix(edit, name) if name and edit else None


def checkpoint_at_end(function: ast.AsyncFunctionDef, ctx: Context) -> Fix | None:
    """The same behind the last statement of a function."""
    last, lines = function.body[-1], ctx.source.lines
    blanks = margin(function.body[0], ctx)
    name = _checkpoint(last, ctx)
    if blanks is None or name is None:
        return None
    line = last.end_lineno or last.lineno
    end = lines.start(line) + len(lines.text(line))
    edit = Edit(Span(end, end), f"{line_end(ctx)}{blanks}await {name.text}()")
    return _fix(edit, name)


def _checkpoint(at: ast.stmt, ctx: Context) -> Spelled | None:
    """How the library of the file, or that of the setting, spells its checkpoint."""
    imported = [library for library in _LIBRARIES if library in ctx.libraries]
    library = imported[0] if len(imported) == 1 else ctx.options.async_library or ""
    if library not in _LIBRARIES or (not imported and "asyncio" in ctx.libraries):
        return None
    place = ast.copy_location(ast.Name(library, ast.Load()), at)
    return spelled(library, "lowlevel.checkpoint", place, ctx)


def _fix(edit: Edit, name: Spelled) -> Fix:
    return Fix(f"Add `await {name.text}()`", tuple(sorted({edit, *name.edits})), safe=False)
