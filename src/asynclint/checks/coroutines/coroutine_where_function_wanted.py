"""A coroutine given to what wants the coroutine function, and calls it itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.handed_functions import arguments_of, handed_function, last_names
from asynclint.rule import Context, Rule

_STARTERS = ("starters",)
_THREADS = ("threads",)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = handed_function(call, (*_STARTERS, *_THREADS), ctx)
    coroutine = given.function if given else None
    callee = ctx.coroutine_call(coroutine) if isinstance(coroutine, ast.Call) else None
    if not given or not callee or not isinstance(coroutine, ast.Call) or ctx.never_runs(call):
        return
    is_started = handed_function(call, _STARTERS, ctx) is not None
    yield ctx.finding(
        coroutine,
        f"`{ctx.shown(call.func)}` calls what it is given, and `{ctx.shown(coroutine)}` is a "
        "coroutine already, which raises TypeError; "
        + ("pass the function and its arguments" if is_started else "await it without a thread"),
        related=callee.related,
        fix=_fix(call, coroutine, ctx) if is_started else None,
    )


def _fix(call: ast.Call, coroutine: ast.Call, ctx: Context) -> Fix | None:
    """`run(f(1))` to `run(f, 1)`, with keywords to `run(partial(f, a=1))`."""
    arguments = arguments_of(coroutine, ctx)
    if arguments is None or not call.args or call.args[-1] is not coroutine:
        return None
    function = ctx.source.segment(ctx.source.span(coroutine.func))
    text = ", ".join(part for part in (function, arguments) if part)
    span = ctx.source.span(coroutine)
    if not coroutine.keywords:
        return Fix("Pass the function and its arguments", (Edit(span, text),), safe=True)
    partial = spelled("functools", "partial", call, ctx)
    if partial is None:
        return None
    edits = (*partial.edits, Edit(span, f"{partial.text}({text})"))
    return Fix("Pass the function with its arguments", edits, safe=False)


RULE = Rule(
    code="ASL153",
    name="coroutine-where-function-wanted",
    summary="a coroutine is given to what wants the coroutine function",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    mentions=(tuple(sorted(last_names((*_STARTERS, *_THREADS)))),),
    fix="unsafe",
)
