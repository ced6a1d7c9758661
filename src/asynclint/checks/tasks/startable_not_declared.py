"""A function with a `task_status` that the setting `startable` does not name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading
from asynclint.rule import Context, Rule
from asynclint.syntax import parameters


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if all(parameter.arg != "task_status" for parameter in parameters(function.args)):
        return
    named = {name.rpartition(".")[2] for name in ctx.options.startable}
    if function.name not in named and not ctx.never_runs(function):
        yield ctx.finding(
            heading(function, ctx),
            f"`{function.name}` takes a `task_status`, and the setting `startable` does not "
            "name it",
        )


RULE = Rule(
    code="ASL231",
    name="startable-not-declared",
    summary="a function with a task_status that the setting startable does not name",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("task_status",),),
    also=("ASYNC114",),
)
