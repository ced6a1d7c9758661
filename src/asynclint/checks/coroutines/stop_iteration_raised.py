"""`raise StopIteration` where Python turns it into RuntimeError: generators and coroutines."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function
from asynclint.wrapping import yields

_SYNC = "builtins.StopIteration"
_ASYNC = "builtins.StopAsyncIteration"
_GENERATOR, _ASYNC_GENERATOR = "a generator", "an asynchronous generator"
# Whoever catches these, or everything, may well wait for the end, or for what becomes of it.
_CATCHING = frozenset(
    {"", "BaseException", "Exception", "RuntimeError", "StopAsyncIteration", "StopIteration"}
)


def check(statement: ast.Raise, ctx: Context) -> Iterator[Finding]:
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    name = ctx.name(raised) if raised else ""
    function = ctx.function(statement) if name in (_SYNC, _ASYNC) else None
    if raised is None or not isinstance(function, FUNCTIONS):
        return
    kind = _kind(function)
    if not kind or (name == _ASYNC and kind != _ASYNC_GENERATOR):
        return
    if is_expected(statement, ctx, _CATCHING) or ctx.never_runs(statement):
        return
    yield ctx.finding(
        statement,
        f"`{ctx.shown(raised)}` ends nothing here: out of {kind} it becomes RuntimeError",
        fix=_fix(statement, raised, function, ctx),
    )


def _kind(function: Function) -> str:
    """What runs the body of a function; "" for a plain one, where the error stays as it is."""
    is_async = isinstance(function, ast.AsyncFunctionDef)
    if yields(function):
        return _ASYNC_GENERATOR if is_async else _GENERATOR
    return "a coroutine" if is_async else ""


def _fix(statement: ast.Raise, raised: ast.expr, function: Function, ctx: Context) -> Fix | None:
    """`return` in a generator; in `__anext__` the error that `async for` waits for."""
    span = ctx.source.span
    if function.name == "__anext__" and not yields(function):
        name = ast.copy_location(ast.Name("StopAsyncIteration", ast.Load()), statement)
        if ctx.name(name) != _ASYNC or not isinstance(raised, ast.Name):
            return None
        return Fix("Raise StopAsyncIteration", (Edit(span(raised), name.id),), safe=True)
    given = statement.exc.args if isinstance(statement.exc, ast.Call) else []
    may_give = isinstance(function, ast.FunctionDef) and len(given) == 1
    if not yields(function) or (given and not may_give) or _is_final(statement, ctx):
        return None
    value = "".join(f" {ctx.source.segment(span(each))}" for each in given)
    if "#" in ctx.source.segment(span(statement)) or "\n" in value:
        return None
    return Fix("Return", (Edit(span(statement), f"return{value}"),), safe=True)


def _is_final(statement: ast.Raise, ctx: Context) -> bool:
    """Whether a `finally` holds a statement: `return` would swallow other errors there."""
    inner: ast.AST = statement
    for outer in ctx.ancestors(statement):
        if inner in getattr(outer, "finalbody", ()):
            return True
        inner = outer
    return False


RULE = Rule(
    code="ASL170",
    name="stop-iteration-raised",
    summary="raise StopIteration in a generator or coroutine becomes RuntimeError",
    group=Group.CORRECTNESS,
    visits=(ast.Raise,),
    check=check,
    mentions=(("StopAsyncIteration", "StopIteration"),),
    fix="safe",
    also=("PLR1708",),
)
