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
    elif node.name == "__aexit__" and not _asks_what_was_raised(node):
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
        if _is_expected_to_fail(node, ctx) or ctx.never_runs(node):
            continue
        scope = "trio.CancelScope" if "trio" in ctx.libraries else "CancelScope"
        yield ctx.finding(
            node,
            f"when the task is cancelled, this await in {where} is cancelled at once and the"
            f" clean-up is not done; put it into `with {scope}(shield=True)`",
        )


def _is_own_clean_up(node: ast.expr, function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether an await in `__aexit__` does not hand on what was raised, as to another manager,
    and stands in no clean-up of a `try`, which is read itself."""
    if _names(node) & _given(function):
        return False
    inside: ast.AST = node
    for outer in ctx.ancestors(node):
        if outer is function:
            return True
        if isinstance(outer, ast.Try) and inside not in (*outer.body, *outer.orelse):
            return False
        inside = outer
    return False


def _asks_what_was_raised(function: ast.AsyncFunctionDef) -> bool:
    """Whether `__aexit__` does one thing or another by what was raised: somebody thought of it."""
    given = _given(function)
    tests = (n.test for n in within(function) if isinstance(n, (ast.If, ast.IfExp)))
    return any(_names(test) & given for test in tests)


def _given(function: ast.AsyncFunctionDef) -> set[str]:
    """The names of what was raised: the parameters, and what they are unpacked into."""
    given = {parameter.arg for parameter in parameters(function.args)[1:]}
    for node in within(function):
        if isinstance(node, ast.Assign) and _names(node.value) & given:
            given = given.union(*map(_names, node.targets))
    return given


def _is_expected_to_fail(node: ast.expr, ctx: Context) -> bool:
    """Whether a `try` around an await, in the clean-up itself, takes the cancellation."""
    inside: ast.AST = node
    for outer in ctx.ancestors(node):
        if isinstance(outer, ast.Try):
            if inside not in outer.body:
                return False
            if any(takes_cancellation(handler, ctx) for handler in outer.handlers):
                return True
        inside = outer
    return False


def _names(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)}


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
