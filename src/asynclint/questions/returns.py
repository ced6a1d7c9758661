"""What a `return` hands to the caller, and what around it is over by then."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS


def returned(statement: ast.Return) -> Iterator[ast.expr]:
    """The values that may be returned: all arms of a ternary."""
    if statement.value:
        yield from _arms(statement.value)


def left_behind(statement: ast.Return, ctx: Context) -> str:
    """What around a `return` is over when the caller runs a returned coroutine, in words;
    "" when nothing is."""
    inner: ast.AST = statement
    for outer in ctx.ancestors(statement):
        if isinstance(outer, (*FUNCTIONS, ast.ClassDef)):
            return ""
        if isinstance(outer, (ast.With, ast.AsyncWith)):
            return "the `with` block is"
        body = getattr(outer, "body", [])
        # Sync code hands coroutines on by design: its `try` may guard the other lines.
        if inner in body and (_is_all(statement, body) or ctx.in_async(statement)):
            end = _end_of_try(outer)
            if end:
                return end
        inner = outer
    return ""


def _is_all(statement: ast.Return, body: list[ast.stmt]) -> bool:
    """Whether a `return` is all that a `try` does, bare constants aside."""
    others = (each for each in body if each is not statement)
    return all(isinstance(o, ast.Expr) and isinstance(o.value, ast.Constant) for o in others)


def _end_of_try(node: ast.AST) -> str:
    if getattr(node, "handlers", None):
        return "the `try` and its handlers are"
    return "the `try` and its `finally` are" if getattr(node, "finalbody", None) else ""


def _arms(value: ast.expr) -> Iterator[ast.expr]:
    if isinstance(value, ast.IfExp):
        yield from _arms(value.body)
        yield from _arms(value.orelse)
    else:
        yield value
