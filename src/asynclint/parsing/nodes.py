"""Nodes of newer syntax: those of this Python where it has them, else ones of the same shape."""

from __future__ import annotations

import ast
from typing import Any


class _TryStar(ast.stmt):
    _fields = ("body", "handlers", "orelse", "finalbody")


class _TypeAlias(ast.stmt):
    _fields = ("name", "type_params", "value")


class _TypeParameter(ast.AST):
    _fields = ("name",)
    _attributes = ("lineno", "col_offset", "end_lineno", "end_col_offset")


# From 3.11 on, and from 3.12 on.
TRY_STAR: Any = getattr(ast, "TryStar", _TryStar)
TYPE_ALIAS: Any = getattr(ast, "TypeAlias", _TypeAlias)
_PARAMETERS: dict[str, Any] = {
    "": getattr(ast, "TypeVar", _TypeParameter),
    "*": getattr(ast, "TypeVarTuple", _TypeParameter),
    "**": getattr(ast, "ParamSpec", _TypeParameter),
}


def type_parameter(stars: str, name: str) -> ast.AST:
    """The node of `T`, `*T` or `**T`."""
    made: ast.AST = _PARAMETERS[stars](name=name)
    return made
