"""A coroutine returned by an async function that promises a value: its caller gets no value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.annotations import forbids_coroutine
from asynclint.questions.coroutine_values import ASSIGNMENTS, await_fix, unawaited
from asynclint.questions.returns import left_behind, returned
from asynclint.rule import Callee, Context, Rule


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    for expression, callee in unawaited(node, ctx, on_some_path=True):
        if not any(expression is each for each in _promised(expression, callee, ctx)):
            continue
        yield ctx.finding(
            expression,
            f"`{ctx.shown(expression)}` is returned as a coroutine, so who awaits this function "
            "gets the coroutine instead of the result",
            related=callee.related,
            fix=await_fix(expression, ctx, safe=True),
        )


def _promised(expression: ast.expr, callee: Callee, ctx: Context) -> Iterator[ast.expr]:
    """What is returned where a plain value is promised, or where the function gives its own
    coroutine instead of its result. Out of `try` and `with` the return is another mistake,
    which has its own rule."""
    node = next((n for n in ctx.ancestors(expression) if not isinstance(n, ast.IfExp)), None)
    function = ctx.function(expression)
    if not isinstance(node, ast.Return) or not isinstance(function, ast.AsyncFunctionDef):
        return
    if not all(_keeps(decorator, ctx) for decorator in function.decorator_list):
        return
    home = ctx.scopes.survey.scope_at(function)
    is_itself = callee.name == ctx.scopes.qualified(home, function.name)
    if is_itself or (
        function.returns and not left_behind(node, ctx) and forbids_coroutine(function.returns, ctx)
    ):
        yield from returned(node)


def _keeps(decorator: ast.expr, ctx: Context) -> bool:
    """Whether a decorator leaves what the function gives as it is."""
    called = isinstance(decorator, ast.Call)
    name = ctx.name(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return (f"{name}()" if called else name) in knowledge.table("decorators")["keep"]


RULE = Rule(
    code="ASL114",
    name="coroutine-returned-from-async",
    summary="an async function that promises a value returns a coroutine",
    group=Group.CORRECTNESS,
    visits=(ast.Call, *ASSIGNMENTS),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="safe",
)
