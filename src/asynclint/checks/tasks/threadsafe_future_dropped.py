"""A coroutine sent to a loop of another thread, and its future dropped: errors vanish."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import body_of
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.receivers import argument, last_name
from asynclint.rule import Context, Rule

_WORD = "run_coroutine_threadsafe"


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != _WORD or not is_dropped(call, ctx):
        return
    if ctx.name(call.func) != f"asyncio.{_WORD}":
        return
    coroutine = argument(call, 0, "coro")
    if isinstance(coroutine, ast.Call) and _handles_errors(coroutine, ctx):
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"nothing keeps the future of `{ctx.shown(call.func)}(...)`, so an exception of the "
            "coroutine vanishes without a word; ask for its result, or add a done callback",
        )


def _handles_errors(coroutine: ast.Call, ctx: Context) -> bool:
    """Whether the coroutine function catches everything that its body may raise."""
    found = ctx.definition(coroutine.func)
    function = body_of(found, ctx) if found else None
    return function is not None and all(_is_harmless(s) for s in function.body)


def _is_harmless(statement: ast.stmt) -> bool:
    match statement:
        case ast.Try(handlers=handlers, finalbody=[]):
            return any(_catches_all(handler) for handler in handlers)
        case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Import() | ast.ImportFrom():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return not any(isinstance(n, (ast.Call, ast.Await)) for n in ast.walk(value))
    return isinstance(statement, (ast.Global, ast.Nonlocal))


def _catches_all(handler: ast.ExceptHandler) -> bool:
    caught = getattr(handler.type, "id", "") if handler.type else "Exception"
    reraises = any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return caught in ("BaseException", "Exception") and not reraises


RULE = Rule(
    code="ASL202",
    name="threadsafe-future-dropped",
    summary="the future of run_coroutine_threadsafe is dropped, so errors vanish",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=((_WORD,),),
)
