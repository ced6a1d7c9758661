"""An `assert` that something was fast: it fails on a busy machine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_CLOCKS = (
    "anyio.current_time",
    "time.monotonic",
    "time.perf_counter",
    "time.time",
    "trio.current_time",
)


def check(node: ast.Assert, ctx: Context) -> Iterator[Finding]:
    for compared in ast.walk(node.test):
        if isinstance(compared, ast.Compare) and _limits(compared, ctx):
            yield ctx.finding(
                compared,
                "this holds only while the machine is not busy; use a fake clock, or assert what "
                "happened instead of how fast",
            )


def _limits(compared: ast.Compare, ctx: Context) -> bool:
    """Whether a comparison says that a time on the clock is below a constant."""
    sides = [compared.left, *compared.comparators]
    for one, operator, other in zip(sides, compared.ops, sides[1:], strict=False):
        small, large = (other, one) if isinstance(operator, (ast.Gt, ast.GtE)) else (one, other)
        is_order = isinstance(operator, (ast.Gt, ast.GtE, ast.Lt, ast.LtE))
        if is_order and isinstance(large, ast.Constant) and _is_elapsed(small, ctx):
            return True
    return False


def _is_elapsed(value: ast.expr, ctx: Context) -> bool:
    """`time.monotonic() - start`, or a name for it."""
    if isinstance(value, ast.Name):
        bound = ctx.scopes.only_binding(value)
        value = bound.value if bound and bound.value else value
    match value:
        case ast.BinOp(left=left, op=ast.Sub()):
            return _is_time(left, ctx)
    return False


def _is_time(value: ast.expr, ctx: Context) -> bool:
    if isinstance(value, ast.Name):
        bound = ctx.scopes.only_binding(value)
        value = bound.value if bound and bound.value else value
    function = value.func if isinstance(value, ast.Call) else None
    return function is not None and ctx.name(function) in _CLOCKS


RULE = Rule(
    code="ASL751",
    name="wall-clock-assert",
    summary="an assert that something was fast fails on a busy machine",
    group=Group.STRICT,
    visits=(ast.Assert,),
    check=check,
    mentions=(("assert",), ("monotonic", "perf_counter", "time", "current_time")),
)
