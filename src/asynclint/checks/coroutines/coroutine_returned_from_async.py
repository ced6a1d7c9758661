"""A coroutine returned by an async function that promises a value: its caller gets no value."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.annotations import forbids_coroutine
from asynclint.questions.coroutine_values import ASSIGNMENTS, await_fix, coroutines_at
from asynclint.questions.returns import left_behind, returned
from asynclint.rule import Context, Rule


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    for expression, callee in coroutines_at(node, lambda each: _promised(each, ctx), ctx):
        yield ctx.finding(
            expression,
            f"`{ctx.shown(expression)}` is returned as a coroutine, so who awaits this function "
            "gets the coroutine instead of the result",
            related=callee.related,
            fix=await_fix(expression, ctx, safe=True),
        )


def _promised(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    """What is returned where a plain value is promised. Out of `try` and `with` the return
    is another mistake, which has its own rule."""
    if not isinstance(node, ast.Return) or not node.value:
        return
    function = ctx.function(node)
    if not isinstance(function, ast.AsyncFunctionDef) or function.returns is None:
        return
    if not all(_keeps(decorator, ctx) for decorator in function.decorator_list):
        return
    if not left_behind(node, ctx) and forbids_coroutine(function.returns, ctx):
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
    visits=(ast.Return, *ASSIGNMENTS),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="safe",
)
