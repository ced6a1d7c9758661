"""A fix that enters with `async with` what a function keeps under a name, to the end of its
block."""

from __future__ import annotations

import ast

from asynclint.model import Fix
from asynclint.questions.indenting import block_of, deeper, header, merged
from asynclint.questions.kept_objects import KeptObject
from asynclint.rule import Context


def enter(kept: KeptObject, title: str, ctx: Context) -> Fix | None:
    """`async with call as name:` around what follows the statement that keeps the object; None
    where nothing follows, a use lies elsewhere, or the lines cannot be indented."""
    statement = kept.statement
    if not isinstance(statement, ast.Assign) or not isinstance(kept.function, ast.AsyncFunctionDef):
        return None
    block = block_of(statement, ctx)
    rest = block[block.index(statement) + 1 :]
    inside = {node for each in rest for node in ast.walk(each)}
    if not rest or not inside.issuperset(kept.uses):
        return None
    text = ctx.source.segment(ctx.source.span(kept.call))
    entered = header(statement, f"async with {text} as {kept.name}:", ctx)
    edits = deeper(rest, ctx, behind=statement)
    if entered is None or edits is None:
        return None
    return Fix(title, (merged((entered, *edits), ctx),), safe=False)
