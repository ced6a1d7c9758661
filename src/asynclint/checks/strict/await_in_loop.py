"""Rounds of a loop that wait one after the other, though none uses what another found."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.receivers import called
from asynclint.questions.rounds import found_in_comprehension, found_in_rounds
from asynclint.rule import Context, Rule

# Clients that are made for several requests at a time.
_CLIENTS = ("aiohttp.ClientSession.", "httpx.AsyncClient.")
_THREADS = frozenset({"anyio.to_thread.run_sync", "asyncio.to_thread", "trio.to_thread.run_sync"})
# What can be used by one task at a time only, whoever is handed it.
_SINGLE = re.compile(
    r"session|conn|cursor|transaction|stream|reader|writer|sock|queue|lock|\bdb\b|\btx\b"
)
Loop = ast.For | ast.ListComp | ast.SetComp | ast.DictComp


def check(node: Loop, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or not ctx.in_async(node):
        return
    awaits = found_in_rounds(node) if isinstance(node, ast.For) else found_in_comprehension(node)
    for waiting in awaits:
        call = waiting.value
        if isinstance(call, ast.Call) and _may_overlap(call, ctx) and not ctx.never_runs(node):
            yield ctx.finding(
                call,
                f"each round waits for `{ctx.shown(call)}` of the one before, though none uses "
                "what another found; let them run at the same time",
            )


def _may_overlap(call: ast.Call, ctx: Context) -> bool:
    """Whether a call can be made several times at once: a request, work in a thread, a coroutine
    function that is no method and is handed nothing that only one task may use."""
    name = called(call, ctx)
    if name in _THREADS or name.startswith(_CLIENTS):
        return True
    callee = ctx.coroutine_call(call)
    if callee is None or not isinstance(call.func, ast.Name):
        return False
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return not any(_SINGLE.search(ast.unparse(each).lower()) for each in given)


RULE = Rule(
    code="ASL913",
    name="await-in-loop",
    summary="rounds of a loop wait one after the other without need",
    group=Group.STRICT,
    visits=(ast.For, ast.ListComp, ast.SetComp, ast.DictComp),
    check=check,
    mentions=(("await",), ("for",)),
    also=("WPS476",),
)
