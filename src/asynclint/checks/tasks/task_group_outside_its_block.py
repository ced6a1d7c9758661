"""A task group or nursery that is used when its block is over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import Kind, Point, reachable
from asynclint.model import Finding, Group
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.task_groups import makes_group
from asynclint.rule import Context, Rule

_STARTS = frozenset({"create_task", "start", "start_soon"})


def check(statement: ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    function = ctx.function(statement)
    if not isinstance(function, ast.AsyncFunctionDef):
        return
    for item in statement.items:
        if not isinstance(item.optional_vars, ast.Name) or not makes_group(item.context_expr, ctx):
            continue
        name, graph = item.optional_vars.id, ctx.flow(function)

        def is_bound_again(point: Point, name: str = name) -> bool:
            node = point.node
            return isinstance(node, ast.Name) and node.id == name and _is_stored(node)

        left = [at for at in graph.at(item) if graph.points[at].kind is Kind.LEFT]
        found = {graph.points[at].node for at in reachable(graph, left, is_bound_again)}
        calls = [node for node in found if isinstance(node, ast.Call) and _starts(node, name)]
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if is_expected(call, ctx, frozenset({"RuntimeError"})):
                continue
            yield ctx.finding(
                call,
                f"the block of `{name}` is over, so this raises RuntimeError; start the task"
                " inside the block",
            )


def _is_stored(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _starts(call: ast.Call, name: str) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=owner), attr=method):
            return owner == name and method in _STARTS
    return False


RULE = Rule(
    code="ASL220",
    name="task-group-outside-its-block",
    summary="a task group is given a task when its block is over",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncWith,),
    check=check,
    mentions=(
        ("TaskGroup", "create_task_group", "open_nursery"),
        ("create_task", "start_soon", "start"),
    ),
)
