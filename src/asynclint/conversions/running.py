"""`asyncio.run(main())` -> `anyio.run(main)`: AnyIO wants the function, not its coroutine."""

from __future__ import annotations

import ast

from asynclint.importing import spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions import statements
from asynclint.rule import Context


def run(node: ast.expr, ctx: Context) -> Fix | None:
    """The call with the function and its arguments; keywords go through `functools.partial`."""
    if not isinstance(node, ast.Call) or len(node.args) != 1 or node.keywords:
        return None
    called = node.args[0]
    name = spelled("anyio", "run", node, ctx)
    if name is None or not isinstance(called, ast.Call) or ctx.coroutine_call(called) is None:
        return None
    edits = apart(called, ctx)
    if edits is None:
        return None
    head = Edit(ctx.source.span(node.func), name.text)
    return Fix("Use `anyio.run`", tuple(sorted({head, *name.edits, *edits})), safe=False)


def apart(call: ast.Call, ctx: Context) -> tuple[Edit, ...] | None:
    """`f(a, b)` -> `f, a, b`, and `f(a, k=b)` -> `functools.partial(f, a, k=b)`; None when that
    would lose a comment, or nothing can be imported."""
    function, whole = ctx.source.span(call.func), ctx.source.span(call)
    if statements.bracketed(call.func, ctx) != function:
        return None
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    if not given:
        gap = Span(function.end, whole.end)
        return None if statements.loses_comment([gap], ctx) else (Edit(gap, ""),)
    first = min(_start(argument, call, ctx) for argument in given)
    last = max(statements.bracketed(argument, ctx).end for argument in given)
    opening, closing = Span(function.end, first), Span(last, whole.end)
    if statements.loses_comment([opening, closing], ctx):
        return None
    if call.keywords:
        partial = spelled("functools", "partial", call, ctx)
        if partial is None:
            return None
        start = Span(function.start, function.start)
        return (Edit(start, f"{partial.text}("), Edit(opening, ", "), *partial.edits)
    return Edit(opening, _comma(opening, ctx)), Edit(closing, "")


def _comma(opening: Span, ctx: Context) -> str:
    """The comma that stands for an opening bracket, with the line break after it."""
    text = ctx.source.segment(opening)
    broken = text[text.index("(") + 1 :]
    return "," + (broken if broken.strip() == "" and broken else " ")


def _start(argument: ast.expr, call: ast.Call, ctx: Context) -> int:
    for keyword in call.keywords:
        if keyword.value is argument:
            return ctx.source.span(keyword).start
    return statements.bracketed(argument, ctx).start
