"""A task that is cancelled where it was made, and not awaited: it may still run afterwards."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import Point, reachable
from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import loads
from asynclint.questions.task_makers import makes_task
from asynclint.rule import Context, Rule

# What is asked of a task, or told to it, and waits for nothing.
_ASKED = frozenset({"add_done_callback", "cancel", "cancelled", "done", "set_name"})


def check(node: ast.Assign, ctx: Context) -> Iterator[Finding]:
    function = ctx.function(node)
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if makes_task(value, ctx):
            pass
        case _:
            return
    if not isinstance(function, ast.AsyncFunctionDef):
        return
    uses = loads(function, name)
    if any(ctx.function(use) is not function or not _is_asked(use, ctx) for use in uses):
        return
    graph = ctx.flow(function)
    for cancel in (use for use in uses if _attribute(use, ctx) == "cancel"):
        behind = reachable(graph, graph.at(cancel), lambda point: _is_made_again(point, name))
        if any(graph.points[at].waits for at in behind):
            continue  # whatever is awaited there gives the task time to end
        yield ctx.finding(
            cancel,
            f"`{name}.cancel()` only asks the task to end, and nobody waits until it did; await it"
            " afterwards, and expect CancelledError",
        )


def _is_asked(use: ast.Name, ctx: Context) -> bool:
    return _attribute(use, ctx) in _ASKED


def _attribute(use: ast.Name, ctx: Context) -> str:
    holder = ctx.parent(use)
    return holder.attr if isinstance(holder, ast.Attribute) else ""


def _is_made_again(point: Point, name: str) -> bool:
    node = point.node
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


RULE = Rule(
    code="ASL204",
    name="task-cancelled-not-awaited",
    summary="a task is cancelled and nobody waits until it has ended",
    group=Group.NURSERY,
    visits=(ast.Assign,),
    check=check,
    mentions=(("create_task", "ensure_future"), ("cancel",)),
)
