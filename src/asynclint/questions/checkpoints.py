"""Where other tasks certainly get their turn, and cancellation arrives.

An `await` of anything that is not known counts; so do `async for` and `async with`. A task group
starts without one, and ends with one only where it has children.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint.flow import EXIT, Graph, Kind, Point, forward, reachable
from asynclint.questions.task_groups import makes_group
from asynclint.rule import Context


def is_checkpoint(point: Point, ctx: Context) -> bool:
    """Whether passing a point lets others run."""
    if not point.waits:
        return False
    match point:
        case Point(kind=Kind.ENTERED, node=ast.withitem(context_expr=manager)):
            return not makes_group(manager, ctx)
    return True


def passed(graph: Graph, ctx: Context) -> list[bool | None]:
    """Before each point, whether a checkpoint was certainly passed since the function began or
    its last `yield`; None where no path leads."""

    def change(point: Point, fact: bool) -> bool:
        return not _gives(point) and (fact or is_checkpoint(point, ctx))

    def raised(point: Point, fact: bool) -> bool:
        return fact and not _gives(point)  # what is thrown into a generator comes after the item

    return forward(graph, False, change, lambda one, other: one and other, raised)


def without_checkpoint(
    graph: Graph, start: int, ctx: Context, inside: ast.stmt | None = None
) -> set[int]:
    """The points that paths lead to from behind a point without a checkpoint between; of those
    that stay `inside` a statement when one is given."""
    nodes = {*ast.walk(inside)} if inside else set()
    return reachable(
        graph,
        [start],
        stops=lambda point: is_checkpoint(point, ctx),
        within=lambda point: inside is None or point.node in nodes,
    )


def falls_off(graph: Graph, starts: Iterable[int], ctx: Context) -> bool:
    """Whether a path without a checkpoint leads to the end of the body, by no `return` and no
    other `yield`."""

    def ends(point: Point) -> bool:
        return isinstance(point.node, (ast.Return, ast.Yield)) or is_checkpoint(point, ctx)

    thrown = {graph.outward[start] for start in starts if graph.raises[start]}
    behind = {*thrown, *reachable(graph, thrown, ends)}
    return EXIT in reachable(graph, starts, ends) or EXIT in behind


def _gives(point: Point) -> bool:
    return isinstance(point.node, ast.Yield) and point.kind is Kind.EVALUATED
