"""The sleeps of the async libraries."""

from __future__ import annotations

import ast

from asynclint.rule import Context

SLEEPS = frozenset({"checkpoint", "sleep", "sleep_until"})
_NAMES = frozenset(
    {
        "anyio.lowlevel.checkpoint",
        "anyio.sleep",
        "anyio.sleep_until",
        "asyncio.sleep",
        "trio.lowlevel.checkpoint",
        "trio.sleep",
        "trio.sleep_until",
    }
)


def sleep_of(statement: ast.stmt, ctx: Context) -> ast.Call | None:
    """The call of a statement that does nothing but sleep; None for any other."""
    match statement:
        case ast.Expr(ast.Await(ast.Call() as call)):
            last = getattr(call.func, "attr", getattr(call.func, "id", ""))
            is_plain = isinstance(call.func, ast.Attribute)
            if is_plain and last not in SLEEPS:
                return None
            return call if ctx.name(call.func) in _NAMES else None
    return None
