"""An await in clean-up code of AnyIO or Trio that a cancellation ends before it did anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint.model import Finding, Group
from asynclint.questions.cancellation import takes_cancellation
from asynclint.questions.shielding import is_level_triggered, unshielded
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_SUSPENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield)


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or not ctx.in_async(statement) or not _suspends(statement.body):
        return
    yield from _findings(statement.finalbody, "`finally`", ctx)
    for handler in statement.handlers:
        if takes_cancellation(handler, ctx):
            if not _is_given(handler):
                yield from _findings(handler.body, "`except`", ctx)
            return


def _findings(body: Sequence[ast.stmt], where: str, ctx: Context) -> Iterator[Finding]:
    for node in unshielded(body, ctx):
        if ctx.never_runs(node):
            continue
        scope = "trio.CancelScope" if "trio" in ctx.libraries else "CancelScope"
        yield ctx.finding(
            node,
            f"when the task is cancelled, this await in {where} is cancelled at once and the"
            f" clean-up is not done; put it into `with {scope}(shield=True)`",
        )


def _is_given(handler: ast.ExceptHandler) -> bool:
    """Whether a handler hands the error to a call, which then can tell what it was."""
    return handler.name is not None and any(
        isinstance(value, ast.Name) and value.id == handler.name
        for node in within(handler)
        if isinstance(node, ast.Call)
        for value in node.args
    )


def _suspends(body: Sequence[ast.stmt]) -> bool:
    return any(
        isinstance(node, _SUSPENDS)
        for statement in body
        for node in within(statement, leaves=False)
    )


RULE = Rule(
    code="ASL340",
    name="unshielded-await-in-finally",
    summary="clean-up code of AnyIO or Trio waits without a shield",
    group=Group.NURSERY,
    visits=(ast.Try,),
    check=check,
    mentions=(("*anyio*", "*trio*"), ("finally", "except")),
    needs=is_level_triggered,
    also=("ASYNC102",),
)
