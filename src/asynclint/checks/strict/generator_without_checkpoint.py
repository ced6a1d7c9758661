"""An async generator that may give an item, or end, without having let others run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import ENTRY
from asynclint.model import Finding, Fix, Group
from asynclint.questions.added_checkpoints import checkpoint_at_end, checkpoint_before
from asynclint.questions.bare_functions import defined_at, is_exempt, is_generator
from asynclint.questions.checkpoints import falls_off, passed
from asynclint.rule import Context, Rule


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if not is_generator(function) or is_exempt(function, ctx):
        return
    graph = ctx.flow(function)
    facts = passed(graph, ctx)
    places = {
        point.node: None
        for point, fact in zip(graph.points, facts, strict=True)
        if fact is False and isinstance(point.node, (ast.Yield, ast.Return))
    }
    for node in places:
        assert isinstance(node, (ast.Yield, ast.Return))
        what = "gives this item" if isinstance(node, ast.Yield) else "may end here"
        yield ctx.finding(
            node,
            f"`{function.name}` {what} without a checkpoint since the last one, or its start",
            fix=_fix(node, ctx),
        )
    yields = [at for at, point in enumerate(graph.points) if isinstance(point.node, ast.Yield)]
    if falls_off(graph, [ENTRY, *yields], ctx):
        yield ctx.finding(
            defined_at(function, ctx),
            f"`{function.name}` may end without a checkpoint since its last item, or its start",
            fix=checkpoint_at_end(function, ctx),
        )


def _fix(node: ast.Yield | ast.Return, ctx: Context) -> Fix | None:
    """A checkpoint before the statement, where that gives this one item and does nothing else."""
    statement = node if isinstance(node, ast.Return) else ctx.parent(node)
    if isinstance(statement, (ast.Return, ast.Expr, ast.Assign)):
        return checkpoint_before(statement, ctx)
    return None


RULE = Rule(
    code="ASL903",
    name="generator-without-checkpoint",
    summary="an async generator may give an item without a checkpoint",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",), ("yield",)),
    fix="unsafe",
    also=("ASYNC911",),
)
