"""A loop without end that sleeps until a condition holds, and breaks then."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.sleeps import SLEEPS, sleep_of
from asynclint.questions.thread_advice import spoken
from asynclint.rule import Context, Rule


def check(loop: ast.While, ctx: Context) -> Iterator[Finding]:
    match loop:
        case ast.While(
            test=ast.Constant(value=value),
            body=[ast.If(test=test, body=[ast.Break()], orelse=[]), last],
        ) if value and sleep_of(last, ctx):
            pass
        case _:
            return
    asks = (isinstance(node, (ast.Await, ast.Call, ast.NamedExpr)) for node in ast.walk(test))
    if ctx.in_async(loop) and not any(asks):
        yield ctx.finding(
            test,
            f"this loop sleeps until another task makes `{ctx.shown(test)}` true, so it wakes "
            f"for nothing and notices late; wait for an `{spoken(ctx)}.Event`",
        )


RULE = Rule(
    code="ASL451",
    name="busy-wait-with-break",
    summary="a loop without end sleeps until a condition holds",
    group=Group.NURSERY,
    visits=(ast.While,),
    check=check,
    mentions=(("async",), ("while",), tuple(sorted(SLEEPS))),
)
