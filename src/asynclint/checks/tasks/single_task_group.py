"""A task group for a single task: the function could be awaited itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import opens, starts_task, words
from asynclint.rule import Context, Rule


def check(node: ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    match node:
        case ast.AsyncWith(
            items=[ast.withitem(context_expr=group, optional_vars=ast.Name(id=name))],
            body=[ast.Expr(value=ast.Call() | ast.Await(value=ast.Call()) as value)],
        ):
            call = value.value if isinstance(value, ast.Await) else value
        case _:
            return
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner == name:
            pass
        case _:
            return
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    parts = (part for argument in given for part in ast.walk(argument))
    if any(isinstance(part, ast.Name) and part.id == name for part in parts):
        return
    if not opens(group, "groups", ctx) or not starts_task(call, ctx) or ctx.never_runs(node):
        return
    yield ctx.finding(
        group,
        f"`{name}` has a single task and nothing else to do; await the function itself",
    )


RULE = Rule(
    code="ASL221",
    name="single-task-group",
    summary="a task group that starts a single task",
    group=Group.STYLE,
    visits=(ast.AsyncWith,),
    check=check,
    mentions=(words("groups"), words("starts")),
    also=("ASYNC112", "S7513"),
)
