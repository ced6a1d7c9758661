"""An endless loop that may go round without letting others run."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import Kind
from asynclint.model import Finding, Group
from asynclint.questions.added_checkpoints import checkpoint_before
from asynclint.questions.bare_functions import is_excused
from asynclint.questions.checkpoints import without_checkpoint
from asynclint.rule import Context, Rule


def check(loop: ast.While, ctx: Context) -> Iterator[Finding]:
    function = ctx.function(loop)
    if not isinstance(function, ast.AsyncFunctionDef) or not _is_endless(loop.test):
        return
    if is_excused(function, ctx):
        return
    graph = ctx.flow(function)
    heads = [at for at in graph.at(loop) if graph.points[at].kind is Kind.AGAIN]
    if any(head in without_checkpoint(graph, head, ctx, loop) for head in heads):
        yield ctx.finding(
            loop.test,
            "this loop may go round without a checkpoint: then nothing else runs, and no"
            " cancellation ends it",
            fix=checkpoint_before(loop.body[0], ctx),
        )


def _is_endless(test: ast.expr) -> bool:
    return isinstance(test, ast.Constant) and bool(test.value)


RULE = Rule(
    code="ASL905",
    name="loop-without-checkpoint",
    summary="an endless loop may go round without a checkpoint",
    group=Group.STRICT,
    visits=(ast.While,),
    check=check,
    mentions=(("async",), ("while",)),
    fix="unsafe",
    also=("ASYNC913",),
)
