"""`start_soon` where `start` would wait until the task is ready, in what opens a service."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.cancel_scopes import starts_task
from asynclint.questions.decorations import decorator_name
from asynclint.questions.receivers import argument, last_name
from asynclint.questions.startables import is_startable
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, within

_WORD = "start_soon"
_MANAGER = "contextlib.asynccontextmanager"


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != _WORD:
        return
    started, function = argument(call, 0, "func"), ctx.function(call)
    if started is None or not isinstance(function, ast.AsyncFunctionDef):
        return
    if not _opens_something(function, call, ctx) or not is_startable(started, ctx):
        return
    if not starts_task(call, ctx) or ctx.never_runs(call):
        return
    yield ctx.finding(
        call,
        f"the body of `async with` may begin before `{ctx.shown(started)}` is ready; `start` "
        "waits until it says so",
        fix=_fix(call, ctx),
    )


def _opens_something(function: Function, call: ast.Call, ctx: Context) -> bool:
    """Whether a call runs before the body of an `async with` that somebody else writes."""
    if function.name == "__aenter__":
        return True
    if not any(decorator_name(each, ctx) == _MANAGER for each in function.decorator_list):
        return False
    nodes = within(function, leaves=False)
    yields = [node.lineno for node in nodes if isinstance(node, ast.Yield)]
    return bool(yields) and call.lineno < min(yields)


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    if not isinstance(ctx.parent(call), ast.Expr) or not isinstance(call.func, ast.Attribute):
        return None
    span = ctx.source.span(call.func)
    word = span._replace(start=span.end - len(_WORD))
    if ctx.source.segment(word) != _WORD:
        return None
    edits = (ctx.insertion(call, "await "), Edit(word, "start"))
    return Fix("Wait until the task is ready", edits, safe=False)


RULE = Rule(
    code="ASL230",
    name="start-soon-in-aenter",
    summary="a service is not ready when the block that opens it begins",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=((_WORD,), ("__aenter__", "asynccontextmanager")),
    fix="unsafe",
    also=("ASYNC113",),
)
