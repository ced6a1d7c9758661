"""What stands above a `def`: which decorator it is, and whether it leaves the function as it is."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint import knowledge
from asynclint.rule import Context


def decorator_name(decorator: ast.expr, ctx: Context) -> str:
    """The full name of a decorator, written with or without arguments; "" if unknown."""
    return ctx.name(decorator.func if isinstance(decorator, ast.Call) else decorator)


def keep_all(decorators: Iterable[ast.expr], ctx: Context) -> bool:
    """Whether every decorator certainly leaves it as it is what calls of a function give."""
    known = knowledge.table("decorators")["keep"]
    return all(
        decorator_name(each, ctx) + "()" * isinstance(each, ast.Call) in known
        for each in decorators
    )
