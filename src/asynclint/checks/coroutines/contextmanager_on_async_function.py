"""`@contextmanager` on an `async def`, or `@asynccontextmanager` on a plain generator."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.decorations import keep_all
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, within
from asynclint.wrapping import yields


def check(function: Function, ctx: Context) -> Iterator[Finding]:
    is_async = isinstance(function, ast.AsyncFunctionDef)
    wrong = "contextlib.contextmanager" if is_async else "contextlib.asynccontextmanager"
    for index, decorator in enumerate(function.decorator_list):
        if ctx.name(decorator) != wrong or not (is_async or yields(function)):
            continue
        if keep_all(function.decorator_list[index + 1 :], ctx):
            needs, used = ("cannot run", "with") if is_async else ("needs", "async with")
            message = (
                f"`@{ctx.shown(decorator)}` {needs} an `async def`, "
                f"so `{used} {function.name}(...)` raises TypeError"
            )
            yield ctx.finding(decorator, message, fix=_fix(function, decorator, ctx))


def _fix(function: Function, decorator: ast.expr, ctx: Context) -> Fix | None:
    if isinstance(function, ast.AsyncFunctionDef):
        return _other_decorator(function, decorator, ctx)
    return _made_async(function, ctx)


def _other_decorator(function: Function, decorator: ast.expr, ctx: Context) -> Fix | None:
    """`asynccontextmanager`, for what is an asynchronous generator."""
    if not yields(function):
        return None
    name = spelled("contextlib", "asynccontextmanager", decorator, ctx)
    if name is None:
        return None
    edits = (*name.edits, Edit(ctx.source.span(decorator), name.text))
    return Fix("Use `asynccontextmanager`", edits, safe=True)


def _made_async(function: Function, ctx: Context) -> Fix | None:
    """`async` before `def`: who wrote `asynccontextmanager` will write `async with`. None where
    the body has what an asynchronous generator must not have."""
    for node in within(function, leaves=False):
        if isinstance(node, ast.YieldFrom) or (isinstance(node, ast.Return) and node.value):
            return None
    return Fix("Make it `async def`", (ctx.insertion(function, "async "),), safe=True)


RULE = Rule(
    code="ASL144",
    name="contextmanager-on-async-function",
    summary="contextmanager on an async function, or asynccontextmanager on a plain generator",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("asynccontextmanager", "contextmanager"),),
    fix="safe",
)
