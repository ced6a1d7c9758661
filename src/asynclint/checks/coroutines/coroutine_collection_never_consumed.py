"""Coroutines that are collected under a local name and then forgotten: none of them runs."""

from __future__ import annotations

from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, Assignment, reads_locals
from asynclint.questions.filled_collections import collected, local_collection
from asynclint.rule import Context, Rule
from asynclint.syntax import Function


def check(node: Assignment, ctx: Context) -> Iterator[Finding]:
    local = local_collection(node, ctx)
    if local is None or not _makes_coroutines(local.function, ctx):
        return
    kept = collected(local, ctx)
    callees = [ctx.coroutine_call(call) for call in kept]
    if not kept or not callees[0] or not all(callees) or reads_locals(local.function):
        return
    if not ctx.never_runs(kept[0]):
        yield ctx.finding(
            kept[0],
            f"`{ctx.shown(kept[0])}` is a coroutine that is only put into "
            f"`{local.name}`, where nothing awaits it, so its body never runs",
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
