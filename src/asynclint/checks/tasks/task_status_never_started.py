"""A function that takes a `task_status` and never says that it is ready."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import is_stub
from asynclint.questions.startables import status_parameter
from asynclint.rule import Context, Rule

_WORDS = ("TaskStatus", "task_status")


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    # tests of what starts functions have some that fail on purpose
    parameter = None if ctx.is_test else status_parameter(function, ctx)
    if parameter is None or is_stub(function):
        return
    nodes = (node for statement in function.body for node in ast.walk(statement))
    # used in another way it may be handed on, or stored
    if any(isinstance(node, ast.Name) and node.id == parameter.arg for node in nodes):
        return
    if ctx.never_runs(function):
        return
    yield ctx.finding(
        parameter,
        f"`{function.name}` never calls `{parameter.arg}.started()`, so `start` of a task group "
        "waits until it ends, and then raises an error",
    )


RULE = Rule(
    code="ASL232",
    name="task-status-never-started",
    summary="a task_status parameter on which started is never called",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(_WORDS,),
    also=("ASYNC128",),
)
