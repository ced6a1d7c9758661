"""An async function that may return without having let others run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import ENTRY, EXIT, Graph
from asynclint.model import Finding, Group
from asynclint.questions.added_checkpoints import checkpoint_at_end, checkpoint_before
from asynclint.questions.bare_functions import defined_at, is_exempt, is_generator
from asynclint.questions.checkpoints import falls_off, passed, without_checkpoint
from asynclint.rule import Context, Rule


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if is_generator(function) or is_exempt(function, ctx):
        return
    graph = ctx.flow(function)
    facts = passed(graph, ctx)
    if facts[EXIT] is not False:
        return
    for node in _returns(graph, facts, ctx):
        yield ctx.finding(
            node,
            f"`{function.name}` may return here without a checkpoint; others never get a turn",
            fix=checkpoint_before(node, ctx),
        )
    if falls_off(graph, [ENTRY], ctx):
        yield ctx.finding(
            defined_at(function, ctx),
            f"`{function.name}` may end without a checkpoint; others never get a turn",
            fix=checkpoint_at_end(function, ctx),
        )


def _returns(graph: Graph, facts: list[bool | None], ctx: Context) -> list[ast.Return]:
    found: dict[ast.Return, None] = {}
    for number, point in enumerate(graph.points):
        if not isinstance(point.node, ast.Return) or facts[number] is not False:
            continue
        if EXIT in without_checkpoint(graph, number, ctx):
            found[point.node] = None
    return sorted(found, key=lambda node: node.lineno)


RULE = Rule(
    code="ASL902",
    name="function-without-checkpoint",
    summary="an async function may return without a checkpoint",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",),),
    fix="unsafe",
    also=("ASYNC910",),
)
