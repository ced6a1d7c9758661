"""An event loop is started in an `async def`, where one runs already."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.nesting import asks_first, may_nest
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_TABLE = knowledge.table("loop_starters")
_STARTERS = frozenset({*_TABLE["coroutine"], *_TABLE["function"], *_TABLE["other"]})
_WORDS = frozenset(name.rpartition(".")[2] for name in (*_STARTERS, *_TABLE["wrappers"]))
_ERRORS = frozenset({"RuntimeError"})
_PLAIN = (ast.Attribute, ast.Call, ast.Name, ast.Subscript)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    starter = _starter(call, ctx)
    if not starter or not ctx.in_async(call) or not _is_its_library(starter, ctx):
        return
    if is_expected(call, ctx, _ERRORS) or asks_first(call, ctx):
        return
    if may_nest(ctx) or ctx.never_runs(call):
        return
    yield ctx.finding(
        call.func,
        f"`{ctx.shown(call.func)}` starts an event loop, and where an `async def` runs there is "
        "one already, so it raises RuntimeError",
        fix=_fix(starter, call, ctx),
    )


def _starter(call: ast.Call, ctx: Context) -> str:
    """The full name of what starts a loop in a call; "" when nothing certainly does."""
    function = call.func.func if isinstance(call.func, ast.Call) else call.func
    if last_name(function, ctx) not in _WORDS:
        return ""
    if isinstance(call.func, ast.Call):
        name = ctx.name(function)
        return name if name in _TABLE["wrappers"] else ""
    name = called(call, ctx)
    return name if name in _STARTERS else ""


def _is_its_library(starter: str, ctx: Context) -> bool:
    """Whether the file is not one whose async functions another library may run: Trio in a
    task of asyncio, and asyncio in one of Trio, do start a loop."""
    library = starter.partition(".")[0]
    return library == "anyio" or {"trio": "asyncio"}.get(library, "trio") not in ctx.libraries


# What takes `await` for a part of itself only in parentheses, besides a call of it.
_BINDING_TIGHTER = (ast.Attribute, ast.Await, ast.BinOp, ast.Subscript)


def _fix(starter: str, call: ast.Call, ctx: Context) -> Fix | None:
    """`await` of what would have been run, where that can be told."""
    awaited = _awaited(starter, call, ctx)
    home = ctx.scopes.survey.scope_at(call).node
    if not awaited or not isinstance(home, ast.AsyncFunctionDef):
        return None
    span = ctx.source.span(call)
    if ctx.source.segment(span).count("#") > awaited.count("#"):
        return None  # a comment would be lost
    holder = ctx.parent(call)
    is_part = isinstance(holder, _BINDING_TIGHTER) or getattr(holder, "func", None) is call
    text = f"(await {awaited})" if is_part else f"await {awaited}"
    return Fix("Await it", (Edit(span, text),), safe=False)


def _awaited(starter: str, call: ast.Call, ctx: Context) -> str:
    """The text of the coroutine that a call runs; "" when it is not plain."""
    text, span = ctx.source.segment, ctx.source.span
    match call:
        case ast.Call(func=ast.Call(args=[function], keywords=[])):
            return text(span(function)) + text(Span(span(call.func).end, span(call).end))
        case ast.Call(args=[coroutine], keywords=[]) if starter in _TABLE["coroutine"]:
            return text(span(coroutine)) if isinstance(coroutine, _PLAIN) else ""
        case ast.Call(args=[function, *given], keywords=[]) if starter in _TABLE["function"]:
            inside = Span(span(given[0]).start, span(given[-1]).end) if given else Span(0, 0)
            return f"{text(span(function))}({text(inside)})" if isinstance(function, _PLAIN) else ""
    return ""


RULE = Rule(
    code="ASL163",
    name="loop-started-inside-async",
    summary="an event loop is started in an async def, where one runs already",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
    fix="unsafe",
)
