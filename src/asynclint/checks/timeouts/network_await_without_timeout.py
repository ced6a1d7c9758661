"""An awaited connect that nothing limits: a host that does not answer stops the task."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge, limits
from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_TABLE = knowledge.table("timeouts")
_LAST = frozenset(name.rpartition(".")[2] for name in _TABLE["connects"])
_LOOPBACK = ("127.", "::1", "localhost")


def check(node: ast.Await | ast.withitem, ctx: Context) -> Iterator[Finding]:
    call = node.value if isinstance(node, ast.Await) else node.context_expr
    if ctx.is_test or not isinstance(call, ast.Call) or not _connects(call, ctx):
        return
    if limits.has_limit_argument(call) or _has_options(call) or _stays_here(call):
        return
    if limits.is_limited(call, ctx) or limits.knows_limits(call, ctx):
        return
    if limits.callers_are_limited(call, ctx):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` has no time limit, so a host that does not answer"
        f" holds this task for minutes; {_advice(ctx)}",
    )


def _connects(call: ast.Call, ctx: Context) -> bool:
    match call.func:
        case ast.Attribute(value=receiver, attr=last) if last in _TABLE["loop_connects"]:
            return _is_loop(receiver, ctx)
        case ast.Attribute(attr=last) | ast.Name(id=last):
            if isinstance(call.func, ast.Attribute) and last not in _LAST:
                return False
            return ctx.name(call.func) in _TABLE["connects"]
    return False


def _is_loop(receiver: ast.expr, ctx: Context) -> bool:
    if isinstance(receiver, ast.Call):
        return ctx.name(receiver.func) in _TABLE["loop_functions"]
    if ctx.type_of(receiver) in _TABLE["loop_classes"]:
        return True
    found = ctx.scopes.binding(receiver) if isinstance(receiver, ast.Name) else None
    values = [binding.value for binding in found[1]] if found else []
    return bool(values) and all(
        isinstance(value, ast.Call) and ctx.name(value.func) in _TABLE["loop_functions"]
        for value in values
    )


def _has_options(call: ast.Call) -> bool:
    """The options object of asyncssh may hold `connect_timeout`."""
    return any(keyword.arg == "options" for keyword in call.keywords)


def _stays_here(call: ast.Call) -> bool:
    """A connect to this machine is answered or refused at once; one over `sock=` is done."""
    if any(keyword.arg == "sock" for keyword in call.keywords):
        return True
    host_at = {"create_connection": 1, "sock_connect": 1}
    last = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    values = [
        limits.argument(call, host_at.get(last, 0), keyword)
        for keyword in ("host", "remote_host", "url")
    ]
    return any(_is_loopback(value) for value in values)


def _is_loopback(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Tuple) and value.elts:
        value = value.elts[0]
    match value:
        case ast.Constant(value=str(host)):
            return host.startswith(_LOOPBACK) or "@localhost" in host or "//localhost" in host
    return False


def _advice(ctx: Context) -> str:
    spoken = ctx.libraries
    if "trio" in spoken or "anyio" in spoken:
        library = "anyio" if "anyio" in spoken else "trio"
        return f"put it under `with {library}.fail_after(seconds):`"
    if ctx.options.target and ctx.options.target >= (3, 11):
        return "put it under `async with asyncio.timeout(seconds):`"
    return "wrap it in `asyncio.wait_for(..., seconds)`"


RULE = Rule(
    code="ASL301",
    name="network-await-without-timeout",
    summary="an awaited connect that nothing limits in time",
    group=Group.SUSPICIOUS,
    visits=(ast.Await, ast.withitem),
    check=check,
    mentions=(tuple(sorted({*_LAST, *_TABLE["loop_connects"]})),),
    also=("S7618",),
)
