"""A coroutine that is awaited a second time: RuntimeError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Related
from asynclint.questions.coroutine_values import (
    ASSIGNMENTS,
    Assignment,
    Kept,
    is_run,
    kept_coroutine,
)
from asynclint.questions.order import runs_again, runs_both
from asynclint.rule import Context, Rule


def check(node: Assignment, ctx: Context) -> Iterator[Finding]:
    kept = kept_coroutine(node, ctx)
    if kept is None or not kept.is_only_binding:
        return
    runs = _runs(kept, ctx)
    if any(ctx.function(use) is not kept.function for use in runs) or ctx.never_runs(kept.call):
        return
    places: tuple[Related, ...] = ()
    for index, use in enumerate(runs):
        if runs_again(use, node, ctx):
            when = "in every round of the loop, and made once before it"
        elif first := next((each for each in runs[:index] if _is_before(each, use, ctx)), None):
            when, places = "a second time", (_place(first, ctx),)
        else:
            continue
        yield ctx.finding(
            use,
            f"`{kept.name}` is awaited {when}, but a coroutine runs only once: RuntimeError",
            related=(*places, *kept.callee.related),
        )
        return


def _runs(kept: Kept, ctx: Context) -> list[ast.Name]:
    """Where the coroutine is awaited, or given to what awaits it, in the order of the text."""
    uses = (use for use in kept.uses if is_run(use, ctx))
    return sorted(uses, key=lambda use: (use.lineno, use.col_offset))


def _is_before(first: ast.Name, second: ast.Name, ctx: Context) -> bool:
    # `gather(work, work)` takes both for one
    return ctx.parent(first) is not ctx.parent(second) and runs_both(first, second, ctx)


def _place(first: ast.Name, ctx: Context) -> Related:
    start = ctx.source.lines.position(ctx.source.span(first).start)
    return Related(ctx.source.path, start, "awaited first here")


RULE = Rule(
    code="ASL116",
    name="coroutine-awaited-twice",
    summary="a coroutine is awaited twice, which raises RuntimeError",
    group=Group.CORRECTNESS,
    visits=ASSIGNMENTS,
    check=check,
    needs=lambda ctx: ctx.coroutines,
)
