"""A plain function of the project, called in async code, that leads to a call which blocks."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from itertools import pairwise

from asynclint.blocking import Step, written
from asynclint.model import Finding, Group, Related
from asynclint.questions.blocking_calls import blocking_detours
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test:
        return  # nobody waits beside a test
    for call, steps in blocking_detours(ctx):
        function = ctx.function(call)
        name = function.name if isinstance(function, FUNCTIONS) else ""
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting: "
            f"`{name} -> {written(steps)}`; call it in a thread: "
            f"`{in_thread(call, ctx)}`",
            related=tuple(_related(steps, ctx)),
        )


def _related(steps: Sequence[Step], ctx: Context) -> Iterator[Related]:
    for step, called in pairwise(steps):
        path = ctx.project.shown(step.path)
        yield Related(path, step.position, f"`{step.name}` calls `{called.name}` here")


RULE = Rule(
    code="ASL404",
    name="blocking-transitive",
    summary="a function of the project that blocks is called in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",),),
)
