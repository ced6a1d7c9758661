"""An async function sent to a thread: the thread makes a coroutine, and its body runs nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.coroutine_values import loads
from asynclint.questions.handed_functions import (
    Handed,
    coroutine_function,
    handed_function,
    last_names,
)
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_KINDS = ("threads",)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = handed_function(call, _KINDS, ctx)
    callee = coroutine_function(given.function, ctx) if given else None
    if not given or not callee or _is_used_again(call, ctx) or ctx.never_runs(call):
        return
    yield ctx.finding(
        given.function,
        f"`{ctx.shown(call.func)}` only makes the coroutine of an async function in a thread, "
        "and its body never runs; await the function here",
        related=callee.related,
        fix=_fix(call, given, ctx),
    )


def _is_used_again(call: ast.Call, ctx: Context) -> bool:
    """Whether what the thread gives may be awaited later: it is handed on, or kept under a
    name that something awaits or gets."""
    holder = ctx.parent(call)
    if not isinstance(holder, ast.Await):
        return not isinstance(holder, ast.Expr)
    match ctx.parent(holder):
        case ast.Expr() | ast.Return():
            return False
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            function = ctx.function(call)
            uses = loads(function, name) if isinstance(function, FUNCTIONS) else []
            return any(isinstance(ctx.parent(use), (ast.Await, ast.Call)) for use in uses)
    return True


def _fix(call: ast.Call, given: Handed, ctx: Context) -> Fix | None:
    """`f(1)` in the place of `to_thread(f, 1)`."""
    is_plain = isinstance(given.function, (ast.Name, ast.Attribute))
    if not is_plain or given.function not in call.args or call.keywords:
        return None
    if not isinstance(ctx.parent(call), ast.Await):
        return None
    segment, span = ctx.source.segment, ctx.source.span
    arguments = call.args[call.args.index(given.function) + 1 :]
    if "#" in segment(span(call)):
        return None
    text = ", ".join(segment(span(value)) for value in arguments)
    edit = Edit(span(call), f"{segment(span(given.function))}({text})")
    return Fix("Await the function itself", (edit,), safe=False)


RULE = Rule(
    code="ASL155",
    name="offloaded-async-function",
    summary="an async function is sent to a thread, and its body never runs",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(last_names(_KINDS))),),
    fix="unsafe",
)
