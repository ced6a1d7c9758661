"""Whether a setting that lists names of your own names something."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase


def is_listed(
    expression: ast.expr, listed: Iterable[str], full_name: Callable[[ast.expr], str]
) -> bool:
    """Whether a name or attribute is listed: by its full name, as it is written, or by the last
    word of either; `*` in an entry stands for anything. `full_name` gives the full name of an
    expression, "" if unknown."""
    entries = tuple(listed)
    if not entries or not isinstance(expression, (ast.Name, ast.Attribute)):
        return False
    spelled = (full_name(expression), ast.unparse(expression))
    names = {*spelled, *(name.rpartition(".")[2] for name in spelled)} - {""}
    return any(fnmatchcase(name, entry) for entry in entries for name in names)
