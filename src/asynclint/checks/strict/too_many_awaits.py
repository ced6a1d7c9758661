"""A function that waits in more places than anybody can think through."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading
from asynclint.rule import Context, Rule
from asynclint.syntax import within


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    count = sum(isinstance(node, ast.Await) for node in within(function, leaves=False))
    most = ctx.options.max_awaits
    if count > most and not ctx.never_runs(function):
        yield ctx.finding(
            heading(function, ctx),
            f"`{function.name}` awaits in {count} places, more than the {most} that `max-awaits` "
            "allows; split it",
        )


RULE = Rule(
    code="ASL914",
    name="too-many-awaits",
    summary="a function with more awaits than the settings allow",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("await",),),
    also=("WPS217",),
)
