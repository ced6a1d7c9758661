"""An async generator that nobody is sure to close."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.listed import is_listed
from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading
from asynclint.questions.cancel_scopes import TABLE
from asynclint.questions.decorations import decorator_name
from asynclint.questions.fixtures import fixture
from asynclint.rule import Context, Rule
from asynclint.syntax import within


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    nodes = within(function, leaves=False)
    if not any(isinstance(node, ast.Yield) for node in nodes) or ctx.never_runs(function):
        return
    if fixture(function, ctx) or any(_is_safe(each, ctx) for each in function.decorator_list):
        return
    yield ctx.finding(
        heading(function, ctx),
        f"`{function.name}` is an async generator: one that is not read to its end is closed "
        "late and by another task, or never; make a context manager of it",
    )


def _is_safe(decorator: ast.expr, ctx: Context) -> bool:
    name = decorator.func if isinstance(decorator, ast.Call) else decorator
    if is_listed(name, ctx.options.transform_decorators, ctx.name):
        return True
    return decorator_name(decorator, ctx) in TABLE["managers"]


RULE = Rule(
    code="ASL901",
    name="async-generator-without-cm",
    summary="an async generator that is no context manager",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("yield",), ("async",)),
    also=("ASYNC900",),
)
