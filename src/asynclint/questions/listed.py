"""Whether a setting that lists names of your own names something."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from fnmatch import fnmatchcase

from asynclint.rule import Context


def is_listed(expression: ast.expr, listed: Iterable[str], ctx: Context) -> bool:
    """Whether a name or attribute is listed: a dotted entry is compared with its full name, one
    without a dot with its last word; `*` stands for anything."""
    entries = tuple(listed)
    full = ctx.name(expression) if entries else ""
    last = str(getattr(expression, "attr", getattr(expression, "id", "")))
    return any(fnmatchcase(full if "." in entry else last or full, entry) for entry in entries)
