"""Task groups and nurseries, and the classes their errors arrive in."""

from __future__ import annotations

import ast

from asynclint.rule import Context

_GROUPS = frozenset({"anyio.create_task_group", "asyncio.TaskGroup", "trio.open_nursery"})


def makes_group(expression: ast.expr, ctx: Context) -> bool:
    """Whether an expression makes a task group or nursery."""
    return isinstance(expression, ast.Call) and ctx.name(expression.func) in _GROUPS
