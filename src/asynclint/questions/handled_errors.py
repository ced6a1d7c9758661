"""Whether a function handles all errors of its body itself."""

from __future__ import annotations

import ast

from asynclint.questions.bodies import body_of
from asynclint.rule import Context


def handles_errors(function: ast.expr, ctx: Context) -> bool:
    """Whether an expression is a function whose every statement is harmless, or a `try` that
    catches all errors and raises none; no for what cannot be read."""
    found = ctx.definition(function)
    definition = body_of(found, ctx) if found else None
    return definition is not None and all(_is_harmless(each) for each in definition.body)


def _is_harmless(statement: ast.stmt) -> bool:
    match statement:
        case ast.Try(handlers=handlers, finalbody=[]):
            return any(_catches_all(handler) for handler in handlers)
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return not any(isinstance(n, (ast.Call, ast.Await)) for n in ast.walk(value))
    return isinstance(statement, (ast.Global, ast.Nonlocal))


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = getattr(handler.type, "id", "") if handler.type else "Exception"
    reraises = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return caught in ("BaseException", "Exception") and not reraises
