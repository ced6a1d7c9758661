"""A test that sleeps a fixed time and then looks: slow when it passes, flaky when it does not."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.collected import is_test
from asynclint.rule import Context, Rule

_SLEEPS = ("anyio.sleep", "asyncio.sleep", "asyncio.tasks.sleep", "trio.sleep")
_SHORTEST = 0.1  # seconds; less only lets other tasks run


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    call = node.value
    if not isinstance(call, ast.Call) or not _is_long(call) or ctx.name(call.func) not in _SLEEPS:
        return
    function = ctx.function(node)
    if not isinstance(function, ast.AsyncFunctionDef) or not is_test(function, ctx):
        return
    if _asserts_after(node, ctx):
        yield ctx.finding(
            call,
            f"this test waits {ctx.shown(call.args[0])} seconds whether it must or not; wait for "
            "an event, or ask again until a deadline",
        )


def _is_long(call: ast.Call) -> bool:
    match call.args:
        case [ast.Constant(value=int() | float() as seconds)]:
            return seconds >= _SHORTEST
    return False


def _asserts_after(node: ast.Await, ctx: Context) -> bool:
    """Whether an `assert` follows the sleep in its block."""
    statement = ctx.parent(node)
    holder = ctx.parent(statement) if statement else None
    for block in ("body", "orelse", "finalbody"):
        statements = getattr(holder, block, None)
        if isinstance(statements, list) and statement in statements:
            rest = statements[statements.index(statement) + 1 :]
            return any(isinstance(each, ast.Assert) for each in rest)
    return False


RULE = Rule(
    code="ASL750",
    name="fixed-sleep-in-test",
    summary="a test sleeps a fixed time before it looks",
    group=Group.STRICT,
    visits=(ast.Await,),
    check=check,
    mentions=(("sleep",), ("assert",), ("*test*",)),
)
