"""A wait in a test that nothing limits: when it fails, the whole run hangs instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions import connects, endless_waits
from asynclint.questions.added_limits import under_scope
from asynclint.questions.cancel_scopes import around
from asynclint.questions.limits import is_limited
from asynclint.rule import Context, Rule

# Marks may stand on a class or a module, too.
_MARK = b"mark.timeout"


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    if not ctx.is_test or not _is_in_test_body(node, ctx) or _is_to_fail(node, ctx):
        return
    call = endless_waits.endless(node, ctx)
    if call is not None and endless_waits.is_answered(call, ctx):
        return
    call = call or _connect(node, ctx)
    if call is None or _is_watched(ctx) or ctx.never_runs(node):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call)}` has no time limit: where the test should fail, the run hangs; put "
        "one around it, or use pytest-timeout",
        fix=under_scope(call, ctx),
    )


def _connect(node: ast.Await, ctx: Context) -> ast.Call | None:
    call = node.value
    if not isinstance(call, ast.Call) or not connects.endless_connect(call, ctx):
        return None
    return None if is_limited(node, ctx) else call


def _is_in_test_body(node: ast.Await, ctx: Context) -> bool:
    function = ctx.function(node)
    return isinstance(function, ast.AsyncFunctionDef) and function.name.startswith("test")


def _is_to_fail(node: ast.Await, ctx: Context) -> bool:
    """Whether the test says that the call raises, which then happens at once."""
    return any(ctx.meaning.swallows(item.context_expr) for item, _ in around(node, ctx))


def _is_watched(ctx: Context) -> bool:
    """Whether tests that hang are ended from outside."""
    return _MARK in ctx.source.data or ctx.pytest.has("pytest-timeout")


RULE = Rule(
    code="ASL921",
    name="unbounded-wait-in-test",
    summary="a wait in a test without a time limit",
    group=Group.STRICT,
    visits=(ast.Await,),
    check=check,
    mentions=((*endless_waits.WORDS, *connects.WORDS), ("await",)),
    fix="unsafe",
)
