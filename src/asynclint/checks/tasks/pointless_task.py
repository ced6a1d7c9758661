"""A task that is awaited where it is made: the coroutine could be awaited itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.bodies import body_of
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.AbstractEventLoop.create_task"}
)
_WORDS = frozenset(name.rpartition(".")[2] for name in _MAKERS)


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    match node.value:
        case ast.Call(args=[ast.Call() as inner], keywords=[]) as call:
            pass
        case _:
            return
    if last_name(call.func, ctx) not in _WORDS or called(call, ctx) not in _MAKERS:
        return
    callee = ctx.coroutine_call(inner)
    if callee is None or _may_set_context(inner, ctx) or ctx.never_runs(node):
        return
    yield ctx.finding(
        call,
        f"this waits at once for the task it makes, so the task buys nothing; await "
        f"`{ctx.shown(inner)}` itself",
        related=callee.related,
        fix=_fix(call, inner, ctx),
    )


def _may_set_context(coroutine: ast.Call, ctx: Context) -> bool:
    """Whether the coroutine calls some `.set(...)`: in a task, context variables it sets stay
    in a context of its own."""
    found = ctx.definition(coroutine.func)
    function = body_of(found, ctx) if found else None
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "set" and node.args
        for node in (ast.walk(function) if function else ())
    )


def _fix(call: ast.Call, inner: ast.Call, ctx: Context) -> Fix | None:
    span, text = ctx.source.span(call), ctx.source.segment(ctx.source.span(inner))
    if "#" in ctx.source.segment(span) or inner.func.end_lineno != inner.lineno:
        return None
    return Fix("Await the coroutine itself", (Edit(span, text),), safe=False)


RULE = Rule(
    code="ASL206",
    name="pointless-task",
    summary="a task is awaited where it is made",
    group=Group.STYLE,
    visits=(ast.Await,),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    mentions=(tuple(sorted(_WORDS)),),
    fix="unsafe",
)
