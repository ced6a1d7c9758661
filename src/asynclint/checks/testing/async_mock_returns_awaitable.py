"""An AsyncMock that gives a coroutine: who awaits the mock gets it unawaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.doubles import chain, double
from asynclint.rule import Context, Rule


def check(node: ast.Call | ast.Assign, ctx: Context) -> Iterator[Finding]:
    for name, value in _given(node, ctx):
        given = _result(name, value)
        if given and ctx.coroutine_call(given):
            yield ctx.finding(
                value,
                "who awaits this AsyncMock gets a coroutine that nobody awaited; give the plain "
                + ("value, or the coroutine function" if name == "side_effect" else "value"),
            )


def _given(node: ast.Call | ast.Assign, ctx: Context) -> Iterator[tuple[str, ast.expr]]:
    """What AsyncMocks are told to give: `AsyncMock(return_value=...)`, `m.a.side_effect = ...`."""
    if isinstance(node, ast.Call):
        words = [k for k in node.keywords if k.arg in ("return_value", "side_effect")]
        if words and knowledge.table("tests")["doubles"].get(ctx.name(node.func)) == "async":
            yield from ((str(k.arg), k.value) for k in words)
        return
    for target in node.targets:
        match target:
            case ast.Attribute(value=ast.Name() as name, attr="return_value" | "side_effect"):
                found = double(name, ctx)
                if found and found.is_async and chain(target):
                    yield target.attr, node.value


def _result(name: str, value: ast.expr) -> ast.expr | None:
    """What the mock gives: the value, or what a lambda that is called for it returns."""
    if name == "side_effect":
        return value.body if isinstance(value, ast.Lambda) else None
    return value


RULE = Rule(
    code="ASL746",
    name="async-mock-returns-awaitable",
    summary="an AsyncMock that gives a coroutine, which nobody awaits",
    group=Group.SUSPICIOUS,
    visits=(ast.Call, ast.Assign),
    check=check,
    mentions=(("AsyncMock",), ("return_value", "side_effect")),
)
