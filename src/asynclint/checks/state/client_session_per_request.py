"""A client session for every request: no connection is ever used twice."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.unread_locals import loop_around
from asynclint.rule import Context, Rule

_METHODS = frozenset(
    {"api_route", "delete", "get", "head", "options", "patch", "post", "put", "route", "websocket"}
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if call.args or call.keywords or not ctx.in_async(call):
        return  # what a session is given may belong to one user
    if ctx.name(call.func) not in knowledge.table("primitives")["sessions"] or ctx.is_test:
        return
    where = _where(call, ctx)
    if where and not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"{where} makes a session of its own, so no connection is used twice; make one "
            "where the application starts",
        )


def _where(call: ast.Call, ctx: Context) -> str:
    if loop_around(call, ctx):
        return "every round of this loop"
    function = ctx.function(call)
    decorators = function.decorator_list if isinstance(function, ast.AsyncFunctionDef) else []
    return "every request" if any(map(_is_route, decorators)) else ""


def _is_route(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=method), args=[ast.Constant(value=str(path)), *_]):
            return method in _METHODS and (not path or path.startswith("/"))
    return False


RULE = Rule(
    code="ASL521",
    name="client-session-per-request",
    summary="a client session is made for every request",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("AsyncClient", "ClientSession"),),
)
