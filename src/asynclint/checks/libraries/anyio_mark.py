"""Marks of AnyIO's plugin and its async fixtures where tests are meant for pytest-asyncio."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.rule import Context, Rule


def check(node: ast.Attribute | ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if isinstance(node, ast.Attribute):
        if node.attr == "anyio" and ctx.name(node) == "pytest.mark.anyio":
            message = "this mark is for AnyIO's plugin; pytest-asyncio runs `pytest.mark.asyncio`"
            yield ctx.finding(node, message, fix=_mark(node, ctx))
        return
    for decorator in node.decorator_list:
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if ctx.name(named) == "pytest.fixture":
            message = "pytest-asyncio runs async fixtures under `pytest_asyncio.fixture`"
            yield ctx.finding(named, message, fix=_fixture(named, ctx))


def _mark(node: ast.Attribute, ctx: Context) -> Fix | None:
    parent = ctx.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        return None
    span = ctx.source.span(node)
    edit = Edit(span._replace(start=ctx.source.span(node.value).end), ".asyncio")
    return Fix("Use `pytest.mark.asyncio`", (edit,), safe=False)


def _fixture(named: ast.expr, ctx: Context) -> Fix | None:
    there = spelled("pytest_asyncio", "fixture", named, ctx)
    if there is None:
        return None
    edit = Edit(ctx.source.span(named), there.text)
    return Fix("Use `pytest_asyncio.fixture`", tuple(sorted({edit, *there.edits})), safe=False)


RULE = Rule(
    code="ASL619",
    name="anyio-mark",
    summary="a mark of AnyIO's plugin, or an async fixture for it",
    group=Group.STRICT,
    visits=(ast.Attribute, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*anyio*", "fixture"),),
    fix="unsafe",
)
