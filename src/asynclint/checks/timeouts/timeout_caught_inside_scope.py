"""A handler for the timeout of a block inside that block, where the timeout is a cancellation."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group, Related
from asynclint.questions import timeout_errors
from asynclint.questions.cancel_scopes import around, may_wait
from asynclint.questions.limits import limits
from asynclint.questions.timeout_bodies import waits_quietly
from asynclint.questions.timeout_errors import ASYNCIO, BUILTIN
from asynclint.rule import Context, Rule

_SCOPES: dict[str, list[str]] = knowledge.table("timeout_errors")["inside"]
_TOO_SLOW = "trio.TooSlowError"


def check(statement: ast.Try, ctx: Context) -> Iterator[Finding]:
    named = [timeout_errors.caught(handler, ctx) for handler in statement.handlers]
    classes = {name: node for each in named if each for name, node in each.items()}
    if classes.keys().isdisjoint((ASYNCIO, BUILTIN, _TOO_SLOW)):
        return
    scope, errors = _scope(statement, ctx)
    if scope is None or not any(may_wait(each, ctx) for each in statement.body):
        return
    if not waits_quietly(statement.body, ctx) or ctx.never_runs(statement):
        return
    shown, line = ctx.shown(scope), ctx.source.lines.position(ctx.source.span(scope).start)
    for name in sorted(classes.keys() & errors):
        yield ctx.finding(
            classes[name],
            f"the limit of `{shown}` arrives in its body as a cancellation, and becomes an error "
            "where the block ends; put the `try` around the block",
            related=(Related(ctx.source.path, line, "the block"),),
        )


def _scope(statement: ast.Try, ctx: Context) -> tuple[ast.expr | None, frozenset[str]]:
    """The innermost timeout around a statement, and the classes it raises where it ends."""
    for item, _ in around(statement, ctx):
        call = item.context_expr
        errors = _SCOPES.get(ctx.name(call.func) if isinstance(call, ast.Call) else "")
        if errors and limits(item, ctx):
            return call, frozenset(errors)
    return None, frozenset()


RULE = Rule(
    code="ASL314",
    name="timeout-caught-inside-scope",
    summary="a handler for the timeout of a block stands inside the block",
    group=Group.NURSERY,
    visits=(ast.Try,),
    check=check,
    mentions=(
        ("TimeoutError", "TooSlowError"),
        ("timeout", "timeout_at", "fail_after", "fail_at"),
    ),
)
