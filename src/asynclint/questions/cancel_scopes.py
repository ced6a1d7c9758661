"""Timeout and cancel scopes of asyncio, AnyIO and Trio."""

from __future__ import annotations

import ast

from asynclint import knowledge
from asynclint.rule import Context

_TABLE = knowledge.table("timeouts")
_SCOPES = frozenset([*_TABLE["scopes"], *_TABLE["scope_keywords"]])


def is_cancel_scope(expression: ast.expr, ctx: Context) -> bool:
    """Whether an expression makes a scope that may end what waits in its body; one that only
    shields does not."""
    if not isinstance(expression, ast.Call) or ctx.name(expression.func) not in _SCOPES:
        return False
    keywords = {keyword.arg for keyword in expression.keywords}
    return bool(expression.args) or keywords != {"shield"}
