"""Handlers of asyncio's cancellation around code that AnyIO cancels."""

from __future__ import annotations

import ast

from asynclint.rule import Context
from asynclint.syntax import within

CANCELLED = frozenset({"asyncio.CancelledError", "asyncio.exceptions.CancelledError"})


def is_of_anyio(handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether a handler is for asyncio's cancellation, and the body it guards awaits AnyIO and
    nothing of asyncio: directly, or in functions of the file that it calls."""
    tried = ctx.parent(handler)
    if handler.type is None or ctx.name(handler.type) not in CANCELLED:
        return False
    if not isinstance(tried, ast.Try):
        return False
    names = _awaited(tried.body, ctx)
    for node in ast.walk(ctx.source.tree):
        if isinstance(node, ast.AsyncFunctionDef) and node.name in names:
            names = names | _awaited(node.body, ctx)
    heads = {name.partition(".")[0] for name in names}
    return "anyio" in heads and "asyncio" not in heads


def _awaited(body: list[ast.stmt], ctx: Context) -> set[str]:
    """Full names of what a body calls to wait; the last name alone for functions of the file."""
    found = set()
    for statement in body:
        for node in within(statement, leaves=False):
            for call in _calls(node):
                name = ctx.name(call.func)
                own = ctx.scopes.module
                found.add(name.rpartition(".")[2] if name.startswith(f"{own}.") else name)
    return found


def _calls(node: ast.AST) -> list[ast.Call]:
    match node:
        case ast.Await(value=ast.Call() as call) | ast.AsyncFor(iter=ast.Call() as call):
            return [call]
        case ast.With(items=items) | ast.AsyncWith(items=items):
            entered = [item.context_expr for item in items]
            return [call for call in entered if isinstance(call, ast.Call)]
    return []
