"""Coroutines that are collected under a local name and then forgotten: none of them runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, Assignment, reads_locals
from asynclint.questions.filled_collections import collected, elements_of
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function


def check(node: Assignment, ctx: Context) -> Iterator[Finding]:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    function = ctx.function(node) if elements_of(node.value) is not None else None
    if not isinstance(target, ast.Name) or not isinstance(function, FUNCTIONS):
        return
    scope = ctx.scopes.survey.scope_of(function)
    bindings = ctx.scopes.bindings(scope).names.get(target.id, [])
    if not bindings or bindings[0].node is not node or not _makes_coroutines(function, ctx):
        return
    kept = collected(target.id, bindings, function, ctx)
    callees = [ctx.coroutine_call(call) for call in kept]
    if not kept or not callees[0] or not all(callees) or reads_locals(function):
        return
    if not ctx.never_runs(kept[0]):
        yield ctx.finding(
            kept[0],
            f"`{ctx.shown(kept[0])}` is a coroutine that is only put into "
            f"`{target.id}`, where nothing awaits it, so its body never runs",
            related=callees[0].related,
        )


def _makes_coroutines(function: Function, ctx: Context) -> bool:
    """Whether a coroutine is made between the lines of a function: few functions have any."""
    end = function.end_lineno or function.lineno
    return any(function.lineno <= call.lineno <= end for call in ctx.coroutines)


RULE = Rule(
    code="ASL103",
    name="coroutine-collection-never-consumed",
    summary="coroutines are put into a collection that nothing takes them out of",
    group=Group.SUSPICIOUS,
    visits=ASSIGNMENTS,
    check=check,
    needs=lambda ctx: ctx.coroutines,
)
