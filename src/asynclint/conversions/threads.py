"""Functions in threads: `asyncio.to_thread` and the loop's default executor."""

from __future__ import annotations

import ast

from asynclint.importing import spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions import statements
from asynclint.rule import Context


def thread(node: ast.expr, ctx: Context) -> Fix | None:
    """`asyncio.to_thread(f, *a)` and `await loop.run_in_executor(None, f, *a)` ->
    `anyio.to_thread.run_sync(f, *a)`; keywords go through `functools.partial`."""
    if not isinstance(node, ast.Call):
        return None
    name = spelled("anyio", "to_thread", node, ctx)
    function = _function(node, ctx)
    if name is None or function is None:
        return None
    start = statements.bracketed(function, ctx).start
    head = Span(ctx.source.span(node).start, start)
    edits = set(name.edits)
    opening = f"{name.text}.run_sync("
    if node.keywords:
        partial = spelled("functools", "partial", node, ctx)
        if partial is None:
            return None
        end = ctx.source.span(node).end
        opening += f"{partial.text}("
        edits |= {Edit(Span(end, end), ")"), *partial.edits}
    if statements.loses_comment([head], ctx):
        return None
    edits.add(Edit(head, opening))
    title = "Use `anyio.to_thread.run_sync`, which waits for the thread when it is cancelled"
    return Fix(title, tuple(sorted(edits)), safe=False)


def _function(call: ast.Call, ctx: Context) -> ast.expr | None:
    """The function that goes to a thread; None when it cannot be told."""
    position = 0
    if isinstance(call.func, ast.Attribute) and call.func.attr == "run_in_executor":
        executor = call.args[0] if call.args else None
        is_default = isinstance(executor, ast.Constant) and executor.value is None
        # The loop starts the thread at once; a coroutine starts it when it is awaited.
        if not is_default or not isinstance(ctx.parent(call), ast.Await):
            return None
        position = 1
    if len(call.args) <= position or isinstance(call.args[position], ast.Starred):
        return None
    return call.args[position]
