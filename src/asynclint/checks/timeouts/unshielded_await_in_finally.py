"""An await in clean-up code of AnyIO or Trio that a cancellation ends before it did anything."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from asynclint.model import Finding, Group
from asynclint.questions.cancellation import takes_cancellation
from asynclint.questions.shielding import is_level_triggered, unshielded
from asynclint.rule import Context, Rule
from asynclint.syntax import parameters, within

_SUSPENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield)


def check(node: ast.Try | ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test:
        return
    if isinstance(node, ast.Try):
        yield from _in_try(node, ctx)
    elif node.name == "__aexit__":
        waits = (each for each in unshielded(node.body, ctx) if _is_own_clean_up(each, node, ctx))
        yield from _findings(waits, "`__aexit__`", ctx)


def _in_try(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    if not ctx.in_async(statement) or not _suspends(statement.body):
        return
    yield from _findings(unshielded(statement.finalbody, ctx), "`finally`", ctx)
    for handler in statement.handlers:
        if takes_cancellation(handler, ctx):
            if not _is_given(handler):
                yield from _findings(unshielded(handler.body, ctx), "`except`", ctx)
            return


def _findings(waits: Iterable[ast.expr], where: str, ctx: Context) -> Iterator[Finding]:
    for node in waits:
        if ctx.never_runs(node):
            continue
        scope = "trio.CancelScope" if "trio" in ctx.libraries else "CancelScope"
        yield ctx.finding(
            node,
            f"when the task is cancelled, this await in {where} is cancelled at once and the"
            f" clean-up is not done; put it into `with {scope}(shield=True)`",
        )


def _is_own_clean_up(node: ast.expr, function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether `__aexit__` runs an await after a cancellation too, and does not hand it on to
    another manager: not where it looks at what was raised, nor in a `try`, which is read itself."""
    given = {parameter.arg for parameter in parameters(function.args)[1:]}
    call = node.value if isinstance(node, ast.Await) else node
    if any(isinstance(each, ast.Name) and each.id in given for each in ast.walk(call)):
        return False
    inside: ast.AST = node
    for outer in ctx.ancestors(node):
        if outer is function:
            return True
        if isinstance(outer, ast.Try) and inside not in (*outer.body, *outer.orelse):
            return False
        if isinstance(outer, (ast.If, ast.IfExp)) and _names(outer.test) & given:
            return False
        inside = outer
    return False


def _names(test: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}


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
    visits=(ast.Try, ast.AsyncFunctionDef),
    check=check,
    mentions=(("await", "async"), ("finally", "except", "__aexit__")),
    needs=is_level_triggered,
    also=("ASYNC102",),
)
