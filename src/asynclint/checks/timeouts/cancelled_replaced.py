"""A jump or another exception where a cancellation was caught."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import reachable
from asynclint.model import Finding, Group
from asynclint.questions.cancellation import Jump, cancelling_handler, started_alone, ways_out
from asynclint.rule import Context, Rule

_WORDS = {
    ast.Return: "`return`",
    ast.Break: "`break`",
    ast.Continue: "`continue`",
    ast.Yield: "`yield`",
    ast.YieldFrom: "`yield from`",
    ast.Raise: "another exception",
}


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    handler = cancelling_handler(statement, ctx)
    function = ctx.function(statement)
    if handler is None or not isinstance(function, ast.AsyncFunctionDef):
        return
    jumps = ways_out(handler, ctx.flow(function), ctx).jumps
    if not jumps or ctx.never_runs(handler):
        return
    is_alone = started_alone(function, ctx)
    for jump in jumps:
        if is_alone and not _goes_on(jump, function, ctx):
            continue
        caught = ctx.shown(handler.type) if handler.type else "everything"
        yield ctx.finding(
            jump,
            f"{_WORDS[type(jump)]} takes the place of the cancellation that `except` caught"
            f" ({caught}), so whoever cancelled the task waits for nothing; raise it again",
        )


def _goes_on(jump: Jump, function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    graph = ctx.flow(function)
    points = graph.at(jump)
    return any(graph.points[point].waits for point in reachable(graph, points))


RULE = Rule(
    code="ASL331",
    name="cancelled-replaced",
    summary="a jump or another exception takes the place of a cancellation",
    group=Group.SUSPICIOUS,
    visits=(ast.Try,),
    check=check,
    mentions=(("except",), ("async",)),
    also=("ASYNC104",),
)
