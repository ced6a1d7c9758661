"""A stream is written to or closed, and nothing waits until that is done."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import loads
from asynclint.questions.kept_objects import attribute
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS

_WRITERS = frozenset({"asyncio.StreamWriter", "asyncio.streams.StreamWriter"})
_WAITS = {"close": "wait_closed", "write": "drain", "writelines": "drain"}


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    match call.func:
        case ast.Attribute(value=ast.Name() as writer, attr=method) if method in _WAITS:
            pass
        case _:
            return
    function = ctx.function(call)
    if not isinstance(function, ast.AsyncFunctionDef) or not ctx.is_instance(writer, _WRITERS):
        return
    used = {attribute(use, ctx) for use in loads(function, writer.id)}
    if "" in used or _WAITS[method] in used or ctx.never_runs(call):
        return
    if method == "write" and not _is_first(call, writer.id, ctx):
        return
    wait = _WAITS[method]
    why = "closed" if method == "close" else "written, and memory fills when the peer is slow"
    yield ctx.finding(
        call,
        f"nothing waits until `{writer.id}` is {why}; `await {writer.id}.{wait}()`",
    )


def _is_first(call: ast.Call, writer: str, ctx: Context) -> bool:
    """Whether a call is the first that writes in its function: one finding is enough."""
    function = ctx.function(call)
    uses = loads(function, writer) if isinstance(function, FUNCTIONS) else []
    writes = [use for use in uses if attribute(use, ctx) == "write"]
    first = min(writes, key=lambda use: (use.lineno, use.col_offset), default=None)
    return isinstance(call.func, ast.Attribute) and call.func.value is first


RULE = Rule(
    code="ASL524",
    name="stream-writer-not-awaited",
    summary="a stream is written to or closed, and nothing waits until that is done",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_WAITS)), ("async",)),
)
