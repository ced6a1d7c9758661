"""`gather` and `wait` without a limit: the slowest of many decides."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.limits import argument, is_limited, is_none
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule

_WORDS = frozenset({"gather", "wait"})


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    call = node.value
    if not isinstance(call, ast.Call) or last_name(call.func, ctx) not in _WORDS:
        return
    name = ctx.name(call.func)
    if name != "asyncio.gather" and not (name == "asyncio.wait" and _is_unlimited(call)):
        return
    if not is_limited(node, ctx) and not ctx.never_runs(node):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` waits for the slowest, for ever if need be; put a "
            "time limit around it",
        )


def _is_unlimited(call: ast.Call) -> bool:
    if any(keyword.arg is None for keyword in call.keywords):
        return False
    timeout = argument(call, 99, "timeout")
    return timeout is None or is_none(timeout)


RULE = Rule(
    code="ASL922",
    name="unbounded-gather",
    summary="gather or wait without a time limit",
    group=Group.STRICT,
    visits=(ast.Await,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
)
