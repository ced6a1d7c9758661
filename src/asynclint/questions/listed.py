"""Whether a setting that lists names of your own names something."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from fnmatch import fnmatchcase

from asynclint.rule import Context


def is_listed(expression: ast.expr, listed: Iterable[str], ctx: Context) -> bool:
    """Whether a name or attribute is listed, by its full name or the last word of it; `*` in an
    entry stands for anything."""
    entries = tuple(listed)
    full = ctx.name(expression) if entries else ""
    own = str(getattr(expression, "attr", getattr(expression, "id", "")))
    names = {full, full.rpartition(".")[2], own} - {""}
    return any(fnmatchcase(name, entry) for entry in entries for name in names)
