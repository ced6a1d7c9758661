"""A timeout or cancel scope that some paths go through without a checkpoint."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import Graph, Kind
from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import SCOPES, is_cancel_scope
from asynclint.questions.checkpoints import without_checkpoint
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, within

_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def check(statement: ast.With | ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    function = ctx.function(statement)
    if not isinstance(function, FUNCTIONS) or not _has_waits(statement):
        return
    for item in statement.items:
        if not is_cancel_scope(item.context_expr, ctx):
            continue
        graph = ctx.flow(function)
        bare = (without_checkpoint(graph, at, ctx, statement) for at in _entered(item, ctx))
        reached = {point for each in bare for point in each}
        left = {at for at in graph.at(item) if _is_left_at_peace(graph, at)}
        if not reached.isdisjoint(left):
            yield ctx.finding(
                item.context_expr,
                f"some paths through `{ctx.shown(item.context_expr)}` have no checkpoint, so there"
                " it limits nothing",
            )


def _entered(item: ast.withitem, ctx: Context) -> list[int]:
    function = ctx.function(item.context_expr)
    assert isinstance(function, FUNCTIONS)
    graph = ctx.flow(function)
    return [at for at in graph.at(item) if graph.points[at].kind is Kind.ENTERED]


def _is_left_at_peace(graph: Graph, at: int) -> bool:
    """Whether a point leaves a manager, and not because of an exception."""
    before = (graph.points[point].kind for point in graph.preceding[at])
    return graph.points[at].kind is Kind.LEFT and Kind.RAISED_TO not in before


def _has_waits(statement: ast.With | ast.AsyncWith) -> bool:
    return any(
        isinstance(node, _WAITS) or (isinstance(node, ast.comprehension) and node.is_async)
        for each in statement.body
        for node in within(each, leaves=False)
    )


RULE = Rule(
    code="ASL904",
    name="timeout-scope-conditional-checkpoint",
    summary="some paths through a timeout scope have no checkpoint",
    group=Group.STRICT,
    visits=(ast.With, ast.AsyncWith),
    check=check,
    mentions=(("async",), tuple(sorted({name.rpartition(".")[2] for name in SCOPES}))),
    also=("ASYNC912",),
)
