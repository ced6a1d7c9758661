"""An awaited connect that nothing limits: a host that does not answer stops the task."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions import limits
from asynclint.questions.added_limits import under_scope
from asynclint.rule import Context, Rule

_TABLE = knowledge.table("timeouts")
_LAST = frozenset(name.rpartition(".")[2] for name in _TABLE["connects"])
_HOSTS = ("host", "remote_host", "url", "address")
# The host itself, or the host of a URL.
_LOOPBACK = re.compile(r"(?:^|//|@)(?:127\.[\d.]+|localhost|\[?::1\]?)(?:$|[:/?])")


def check(node: ast.Await | ast.withitem, ctx: Context) -> Iterator[Finding]:
    call = node.value if isinstance(node, ast.Await) else node.context_expr
    if ctx.is_test or not isinstance(call, ast.Call) or not _connects(call, ctx):
        return
    if limits.has_limit_argument(call) or _has_options(call) or _stays_here(call):
        return
    if limits.is_limited(call, ctx) or limits.knows_limits(call, ctx):
        return
    if not limits.runs_without_limit(call, ctx):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` has no time limit, so a host that does not answer"
        f" holds this task for minutes; {_advice(ctx)}",
        fix=under_scope(call, ctx),
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
    keywords = {keyword.arg for keyword in call.keywords}
    last = getattr(call.func, "attr", getattr(call.func, "id", ""))
    place = 1 if last in _TABLE["loop_connects"] else 0
    hosts = [limits.argument(call, place, keyword) for keyword in _HOSTS]
    if not call.args and keywords.isdisjoint(_HOSTS):
        return True  # by default all of these connect to this machine
    return "sock" in keywords or any(_is_loopback(host) for host in hosts)


def _is_loopback(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Tuple) and value.elts:
        value = value.elts[0]
    match value:
        case ast.Constant(value=str(host)):
            return bool(_LOOPBACK.search(host))
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
    fix="unsafe",
    also=("S7618",),
)
