"""The synchronous test client of Starlette in an async test: it stops the loop of the test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.collected import is_test
from asynclint.rule import Context, Rule

_CLIENTS = frozenset({"fastapi.testclient.TestClient", "starlette.testclient.TestClient"})
_REQUESTS = frozenset(
    {"delete", "get", "head", "options", "patch", "post", "put", "request", "stream"}
    | {"websocket_connect"}
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _REQUESTS:
        return
    test = ctx.function(call)
    if not isinstance(test, ast.AsyncFunctionDef) or not is_test(test, ctx):
        return
    if _is_client(function.value, ctx):
        yield ctx.finding(
            call,
            f"`{ctx.shown(function)}` stops the loop of this test and runs the app on another one; "
            "use `httpx.AsyncClient` with `ASGITransport`, or a plain `def`",
        )


def _is_client(value: ast.expr, ctx: Context) -> bool:
    """Whether a value is a client, or the `as` name of one."""
    bound = ctx.scopes.only_binding(value) if isinstance(value, ast.Name) else None
    if bound and isinstance(bound.node, ast.withitem):
        value = bound.node.context_expr
    return ctx.is_instance(value, _CLIENTS)


RULE = Rule(
    code="ASL752",
    name="testclient-in-async-test",
    summary="the synchronous TestClient in an async test stops its loop",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(("TestClient",), ("async",)),
)
