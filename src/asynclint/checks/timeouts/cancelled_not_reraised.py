"""A handler that takes the cancellation of its task and lets the task run on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.positions import line_end
from asynclint.questions.cancellation import (
    cancelling_handler,
    is_meant,
    waits_behind,
    ways_out,
    works_on,
)
from asynclint.questions.started import started_alone
from asynclint.rule import Context, Rule


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    handler = cancelling_handler(statement, ctx)
    function = ctx.function(statement)
    if handler is None or not isinstance(function, ast.AsyncFunctionDef):
        return
    graph = ctx.flow(function)
    ends = ways_out(handler, graph, ctx).ends
    if not ends or ctx.never_runs(handler):
        return
    if is_meant(handler, ctx):
        if not works_on(statement, handler, ends, graph):
            return
    elif not waits_behind(graph, ends) and started_alone(function, ctx):
        return
    caught = f"`except {ctx.shown(handler.type)}`" if handler.type else "a bare `except`"
    yield ctx.finding(
        handler.type or _keyword(handler, ctx),
        f"{caught} ends the cancellation of this task, which then runs on and whoever cancelled"
        " it waits; raise it again",
        fix=_raise(handler, ctx),
    )


def _keyword(handler: ast.ExceptHandler, ctx: Context) -> Span:
    start = ctx.source.span(handler).start
    return Span(start, start + len("except"))


def _raise(handler: ast.ExceptHandler, ctx: Context) -> Fix | None:
    last = handler.body[-1]
    if last.lineno == handler.lineno:
        return None
    span, lines = ctx.source.span(last), ctx.source.lines
    if isinstance(last, ast.Pass):
        return Fix("Raise the cancellation again", (Edit(span, "raise"),), safe=False)
    first = lines.text(lines.position(span.start).line)
    indent = first[: len(first) - len(first.lstrip())]
    line = lines.position(span.end).line
    end = lines.start(line) + len(lines.text(line))
    break_ = line_end(ctx.source.text)
    edit = Edit(Span(end, end), f"{break_}{indent}raise")
    return Fix("Raise the cancellation again", (edit,), safe=False)


RULE = Rule(
    code="ASL330",
    name="cancelled-not-reraised",
    summary="a handler catches the cancellation of its task and does not raise it again",
    group=Group.NURSERY,
    visits=(ast.Try,),
    check=check,
    mentions=(("except",), ("async",)),
    fix="unsafe",
    also=("ASYNC103",),
)
