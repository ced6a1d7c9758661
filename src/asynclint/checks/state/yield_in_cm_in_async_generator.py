"""An async generator that hands over inside `with`: who stops early leaves it open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.decorations import keep_all
from asynclint.questions.dependencies import is_dependency
from asynclint.questions.yielding import managers_around, yields_of
from asynclint.rule import Context, Rule


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    # Others make something else of it: a context manager, a fixture, a channel.
    if not keep_all(function.decorator_list, ctx):
        return
    for handed in yields_of(function):
        block = next(managers_around(handed, ctx), None)
        if block is None or is_dependency(function, ctx) or ctx.never_runs(handed):
            continue
        yield ctx.finding(
            handed,
            f"whoever leaves the loop over `{function.name}` here leaves "
            f"`{ctx.shown(block.items[0].context_expr)}` open until the generator is collected; "
            "hand over outside `with`, or make it a context manager",
        )


RULE = Rule(
    code="ASL531",
    name="yield-in-cm-in-async-generator",
    summary="an async generator hands over inside `with`",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("yield",), ("with",)),
    also=("ASYNC119",),
)
