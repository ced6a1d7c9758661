"""The synchronous test client of Starlette in an async test: it stops the loop of the test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.collected import is_test
from asynclint.questions.marks import marks, removal
from asynclint.rule import Context, Rule

_CLIENTS = frozenset({"fastapi.testclient.TestClient", "starlette.testclient.TestClient"})
_REQUESTS = frozenset(
    {"delete", "get", "head", "options", "patch", "post", "put", "request", "stream"}
    | {"websocket_connect"}
)
_SUSPENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.comprehension)


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
            fix=_fix(test, ctx),
        )


def _fix(test: ast.AsyncFunctionDef, ctx: Context) -> Fix | None:
    """Makes a plain test of one that awaits nothing and asks for no fixture; its own marks of
    async plugins go."""
    asks = [*test.args.args, *test.args.kwonlyargs, *test.args.posonlyargs]
    names = [each.arg for each in asks if each.arg != "self"]
    if names or any(isinstance(node, _SUSPENDS) for node in ast.walk(test)):
        return None
    edits = set()
    for each in marks(test, ctx):
        if each.name in ("anyio", "asyncio"):
            gone = removal(each.node, ctx, safe=False)
            if gone is None:
                return None
            edits |= {*gone.edits}
    start = ctx.source.span(test).start
    word = len("async def") if ctx.source.text.startswith("async def ", start) else 0
    edits.add(Edit(Span(start, start + word), "def"))
    return Fix("Make it a plain test", tuple(sorted(edits)), safe=False) if word else None


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
    fix="unsafe",
)
