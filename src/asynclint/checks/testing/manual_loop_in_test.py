"""A plain test or fixture that drives an event loop by hand."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.collected import is_test
from asynclint.questions.fixtures import fixture
from asynclint.rule import Context, Rule

_RUNS = ("anyio.run", "asyncio.run", "trio.run")
_LOOP = "run_until_complete"
_HOOKS = ("event_loop", "event_loop_policy", "loop", "loop_factory", "anyio_backend")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not _drives(call, ctx):
        return
    function = ctx.function(call)
    if not isinstance(function, ast.FunctionDef):
        return
    found = fixture(function, ctx) if function.decorator_list else None
    if (found and found.name not in _HOOKS) or (not found and is_test(function, ctx)):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}` drives a loop of its own, apart from async fixtures and the "
            "timeouts of the plugin; make it `async def`",
        )


def _drives(call: ast.Call, ctx: Context) -> bool:
    match call.func:
        case ast.Attribute(attr="run_until_complete"):
            return True
    return ctx.name(call.func) in _RUNS


RULE = Rule(
    code="ASL713",
    name="manual-loop-in-test",
    summary="a plain test or fixture drives an event loop by hand",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(("run", _LOOP), ("*test*", "*fixture*")),
)
