"""A blocking network call of the standard library that waits as long as the other side likes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions import limits
from asynclint.questions.added_limits import given_limit
from asynclint.rule import Context, Rule

_POSITIONS = knowledge.table("timeouts")["sync"]
_LAST = frozenset(name.rpartition(".")[2] for name in _POSITIONS)
# There urllib is patched to ask the browser, whose limits hold.
_IN_A_BROWSER = b"pyodide_http"
_NO_NETWORK = ("data:", "file:")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or (isinstance(call.func, ast.Attribute) and call.func.attr not in _LAST):
        return
    if not _has_target(call) or limits.has_limit_argument(call):
        return
    position = _POSITIONS.get(ctx.name(call.func))
    if position is None or len(call.args) > position or _is_no_network(call.args):
        return
    if _tells_schemes_apart(call, ctx) or _IN_A_BROWSER in ctx.source.data:
        return
    if limits.default_is_set(ctx):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` waits for ever for a host that does not answer;"
        " pass `timeout=seconds`",
        fix=given_limit(call, ctx),
    )


def _has_target(call: ast.Call) -> bool:
    """Whether the call is told where to go; `FTP()` alone touches no network yet."""
    return bool(call.args) or any(k.arg in ("host", "url", "address") for k in call.keywords)


def _is_no_network(arguments: list[ast.expr]) -> bool:
    match arguments:
        case [ast.Constant(value=str(url)), *_]:
            return url.startswith(_NO_NETWORK)
        case [ast.JoinedStr(values=[ast.Constant(value=str(url)), *_]), *_]:
            return url.startswith(_NO_NETWORK)
    return False


def _tells_schemes_apart(call: ast.Call, ctx: Context) -> bool:
    """Whether the call stands under a test for URLs that need no network."""
    tests = (node.test for node in ctx.ancestors(call) if isinstance(node, (ast.If, ast.IfExp)))
    return any(
        isinstance(part, ast.Constant)
        and isinstance(part.value, str)
        and part.value.startswith(_NO_NETWORK)
        for test in tests
        for part in ast.walk(test)
    )


RULE = Rule(
    code="ASL302",
    name="sync-network-call-without-timeout",
    summary="a blocking network call of the standard library without a timeout",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_LAST)),),
    fix="unsafe",
)
