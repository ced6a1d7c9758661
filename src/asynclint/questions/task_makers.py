"""Calls that make an asyncio task that belongs to no group."""

from __future__ import annotations

import ast

from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"}
)
_WORDS = frozenset(name.rpartition(".")[2] for name in _MAKERS)


def makes_task(value: ast.expr | None, ctx: Context) -> bool:
    """Whether an expression is certainly a call that makes a task."""
    if not isinstance(value, ast.Call) or last_name(value.func, ctx) not in _WORDS:
        return False
    return called(value, ctx) in _MAKERS
