"""A thread that waits for another one, or for a process, without a limit."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.limits import argument, is_none
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context, Rule

_TABLE: dict[str, int] = knowledge.table("timeouts")["thread_waits"]
_WORDS = frozenset(name.rpartition(".")[2] for name in _TABLE)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS or ctx.is_test:
        return
    name = _waited_for(call, ctx)
    if name not in _TABLE or not _is_unlimited(call, _TABLE[name]) or ctx.never_runs(call):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` holds its thread for as long as it takes; give it a "
        "`timeout`",
    )


def _waited_for(call: ast.Call, ctx: Context) -> str:
    """The full name of what waits; of futures only where they are made, for one that is handed
    around may be done."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "result":
        return called(call, ctx) if isinstance(call.func.value, ast.Call) else ""
    if isinstance(call.func, ast.Attribute):
        owner = ctx.type_of(call.func.value)
        if owner in _owners():
            return f"{owner}.{call.func.attr}"
    return called(call, ctx)


@cache
def _owners() -> frozenset[str]:
    return frozenset(name.rpartition(".")[0] for name in _TABLE)


def _is_unlimited(call: ast.Call, position: int) -> bool:
    """Whether no limit is given; `get(False)` does not wait."""
    if any(keyword.arg in (None, "block") for keyword in call.keywords):
        return False
    if any(isinstance(value, ast.Starred) for value in call.args):
        return False
    if position == 1 and call.args:
        return False
    timeout = argument(call, position, "timeout")
    return timeout is None or is_none(timeout)


RULE = Rule(
    code="ASL923",
    name="unbounded-thread-wait",
    summary="a blocking wait for a thread, process or future without a limit",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WORDS)),),
)
