"""`await`, `async for`, `async with` or `yield` in a place where Python refuses to compile it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.kinds import NOTEBOOK
from asynclint.model import Finding, Group, Span
from asynclint.questions.homes import awaiting_home, homes
from asynclint.rule import Context, Rule
from asynclint.syntax import COMPREHENSIONS, FUNCTIONS

_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp)
_WORDS: dict[type[ast.AST], str] = {
    ast.Await: "`await`",
    ast.AsyncFor: "`async for`",
    ast.AsyncWith: "`async with`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield from`",
}


def check(node: ast.expr | ast.stmt, ctx: Context) -> Iterator[Finding]:
    is_yield = isinstance(node, (ast.Yield, ast.YieldFrom))
    wrong = _wrong_yield(node, ctx) if is_yield else _wrong_await(node, ctx)
    if wrong:
        word = _WORDS.get(type(node), "an asynchronous comprehension")
        yield ctx.finding(
            _first_word(node, ctx), f"{word} {wrong}, so Python refuses to compile the file"
        )


def _wrong_await(node: ast.expr | ast.stmt, ctx: Context) -> str:
    """Where something stands that only an `async def` may do; "" when it may stand there."""
    if isinstance(node, _COMPREHENSIONS) and not any(each.is_async for each in node.generators):
        return ""
    if ctx.in_async(node):
        return ""
    match awaiting_home(node, ctx):
        case ast.FunctionDef(name=name):
            return f"stands in `{name}`, which is no `async def`"
        case ast.Lambda():
            return "stands in a lambda, which is never async"
        case ast.ClassDef():
            return "stands outside of any function"
        case ast.Module() if not _is_notebook(ctx):
            return "stands outside of any function"
    return ""


def _wrong_yield(node: ast.expr | ast.stmt, ctx: Context) -> str:
    """Where a `yield` stands that is no part of a function, or `yield from` of an async one."""
    scope = ctx.scopes.survey.scope_at(node).node
    is_async = isinstance(scope, ast.AsyncFunctionDef) and isinstance(node, ast.YieldFrom)
    if isinstance(scope, (*FUNCTIONS, ast.Lambda)) and not is_async:
        return ""
    home = next(homes(node, ctx), None)
    match home:
        case ast.AsyncFunctionDef(name=name) if isinstance(node, ast.YieldFrom):
            return f"stands in `{name}`, which is an `async def`"
        case ast.ClassDef() | ast.Module():
            return "stands outside of any function"
    return "stands in a comprehension" if isinstance(home, COMPREHENSIONS) else ""


def _is_notebook(ctx: Context) -> bool:
    """Whether a file is a notebook, or one in Python form: cells may wait by themselves."""
    if ctx.source.path.endswith(NOTEBOOK):
        return True
    markers = knowledge.table("notebooks")["markers"]
    return any(line.startswith(tuple(markers)) for line in ctx.source.text.splitlines())


def _first_word(node: ast.expr | ast.stmt, ctx: Context) -> Span:
    """Statements are pointed at by their `async`, for their blocks may be long."""
    span = ctx.source.span(node)
    is_block = isinstance(node, (ast.AsyncFor, ast.AsyncWith))
    return Span(span.start, span.start + len("async")) if is_block else span


RULE = Rule(
    code="ASL122",
    name="misplaced-await-or-yield",
    summary="`await` or `yield` where Python refuses to compile it",
    group=Group.CORRECTNESS,
    visits=(*_WORDS, *_COMPREHENSIONS),
    check=check,
    mentions=(("async", "await", "yield"),),
    also=("PLE1142", "F704", "PLE1700"),
)
