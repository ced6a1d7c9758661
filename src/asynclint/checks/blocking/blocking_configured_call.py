"""A call that the settings say keeps the event loop waiting, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase

from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.rule import Context, Rule

_CONFIGURED = ""


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, _CONFIGURED):
        told = ctx.options.blocking_calls
        advice = next(advice for pattern, advice in told if fnmatchcase(name, pattern))
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting, as the settings say; "
            f"{advice}",
        )


def _is_configured(ctx: Context) -> bool:
    return bool(ctx.options.blocking_calls)


RULE = Rule(
    code="ASL403",
    name="blocking-configured-call",
    summary="a call that the settings name in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",),),
    needs=_is_configured,
    also=("ASYNC200",),
)
