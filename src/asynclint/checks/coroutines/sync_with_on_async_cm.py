"""`with` on an object that only `async with` can enter."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Edit, Finding, Fix, Gives, Group, Span
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.keywords import made_async
from asynclint.questions.protocols import WORDS, entered, speaks_async
from asynclint.rule import Context, Rule


def check(node: ast.With, ctx: Context) -> Iterator[Finding]:
    for item in node.items:
        manager = item.context_expr
        closed = _closed(manager, ctx)
        if not closed and not entered(manager, ctx).only_async:
            continue
        if ctx.never_runs(node) or is_expected(node, ctx):
            return
        message = f"only `async with` can enter `{ctx.shown(manager)}`; `with` raises an error"
        if closed:
            message = (
                f"`closing` calls `close`, and `{ctx.shown(closed)}` has only `aclose`; "
                "`aclosing` and `async with` close it"
            )
        yield ctx.finding(manager, message, fix=_fix(node, ctx))


def _closed(manager: ast.expr, ctx: Context) -> ast.expr | None:
    """What `contextlib.closing` is given, when that can only be closed by `await aclose()`."""
    match manager:
        case ast.Call(args=[value]) if ctx.name(manager.func) == "contextlib.closing":
            if isinstance(value, ast.Call) and ctx.gives(value) is Gives.ASYNC_GENERATOR:
                return value
            has_close = ctx.has_method(value, "close")
            if has_close is Answer.NO and ctx.has_method(value, "aclose") is Answer.YES:
                return value
    return None


def _fix(node: ast.With, ctx: Context) -> Fix | None:
    """`async with`, where everything the statement enters is async."""
    if not ctx.in_async(node):
        return None
    edits = [made_async(node, ctx)]
    for item in node.items:
        if _closed(item.context_expr, ctx):
            edit = _aclosing(item.context_expr, ctx)
            if edit is None:
                return None
            edits.append(edit)
        elif entered(item.context_expr, ctx).asynchronous is not Answer.YES:
            return None
    return Fix("Enter it by `async with`", tuple(edits), safe=True)


def _aclosing(manager: ast.expr, ctx: Context) -> Edit | None:
    """`contextlib.aclosing` for `contextlib.closing`, where the name needs no other import."""
    match manager:
        case ast.Call(func=ast.Attribute(attr="closing") as function):
            end = ctx.source.span(function).end
            return Edit(Span(end - len("closing"), end), "aclosing")
    return None


RULE = Rule(
    code="ASL132",
    name="sync-with-on-async-cm",
    summary="with on what only async with can enter",
    group=Group.CORRECTNESS,
    visits=(ast.With,),
    check=check,
    mentions=(WORDS,),
    needs=speaks_async,
    fix="safe",
)
