"""A jump or another exception where a cancellation was caught."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.cancellation import (
    cancelling_handler,
    is_meant,
    waits_behind,
    ways_out,
    works_on,
)
from asynclint.questions.started import started_alone
from asynclint.rule import Context, Rule

_WORDS = {
    ast.Return: "`return`",
    ast.Break: "`break`",
    ast.Continue: "`continue`",
    ast.Raise: "another exception",
}


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    handler = cancelling_handler(statement, ctx)
    function = ctx.function(statement)
    if handler is None or not isinstance(function, ast.AsyncFunctionDef):
        return
    graph = ctx.flow(function)
    jumps = ways_out(handler, graph, ctx).jumps
    if not jumps or ctx.never_runs(handler):
        return
    is_alone = not is_meant(handler, ctx) and started_alone(function, ctx)
    for jump in jumps:
        points = graph.at(jump)
        if is_meant(handler, ctx):
            if isinstance(jump, ast.Raise) or not works_on(statement, handler, points, graph):
                continue
        elif is_alone and not waits_behind(graph, points):
            continue
        caught = ctx.shown(handler.type) if handler.type else "everything"
        yield ctx.finding(
            jump,
            f"{_WORDS[type(jump)]} takes the place of the cancellation that `except` caught"
            f" ({caught}), so whoever cancelled the task waits for nothing; raise it again",
        )


RULE = Rule(
    code="ASL331",
    name="cancelled-replaced",
    summary="a jump or another exception takes the place of a cancellation",
    group=Group.NURSERY,
    visits=(ast.Try,),
    check=check,
    mentions=(("except",), ("async",)),
    also=("ASYNC104",),
)
