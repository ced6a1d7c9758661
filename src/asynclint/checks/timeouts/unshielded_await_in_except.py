"""An await in a handler that raises afterwards: a cancellation in between hides the error."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import reachable
from asynclint.model import Finding, Group
from asynclint.questions.cancellation import takes_cancellation
from asynclint.questions.shielding import unshielded
from asynclint.rule import Context, Rule
from asynclint.syntax import within


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    if not ctx.in_async(statement):
        return
    for handler in statement.handlers:
        if ctx.meaning.takes_everything(handler):
            return
        if takes_cancellation(handler, ctx):
            continue
        raises = [node for node in within(handler) if isinstance(node, ast.Raise)]
        for node in unshielded(handler.body, ctx):
            if any(_leads_to(node, raised, handler, ctx) for raised in raises):
                yield ctx.finding(
                    node,
                    "a cancellation here takes the place of the error that is raised afterwards;"
                    " shield it, or raise before",
                )


def _leads_to(
    node: ast.expr, raised: ast.Raise, handler: ast.ExceptHandler, ctx: Context
) -> bool:
    """Whether paths lead from a node to a `raise` without leaving the handler."""
    function = ctx.function(node)
    if not isinstance(function, ast.AsyncFunctionDef):
        return False
    graph = ctx.flow(function)
    targets = set(graph.at(raised))
    inside = {*ast.walk(handler)}
    return not targets.isdisjoint(
        reachable(graph, graph.at(node), within=lambda point: point.node in inside)
    )


RULE = Rule(
    code="ASL341",
    name="unshielded-await-in-except",
    summary="an await in a handler can hide the error that is raised afterwards",
    group=Group.STRICT,
    visits=(ast.Try,),
    check=check,
    mentions=(("await",), ("except",)),
    also=("ASYNC120",),
)
