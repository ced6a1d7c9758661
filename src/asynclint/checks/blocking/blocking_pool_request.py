"""A request of something that may be a pool of urllib3, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_METHODS = frozenset(
    {"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "TRACE"}
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "request"):
        return
    if not ctx.in_async(call) or isinstance(ctx.parent(call), ast.Await):
        return
    if _method(call) in _METHODS and not ctx.name(call.func) and _has_urllib3(ctx):
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` may be a request of a pool of urllib3, which keeps "
            "the event loop waiting for the other side",
        )


def _method(call: ast.Call) -> object:
    given = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "method")]
    return given[0].value if given and isinstance(given[0], ast.Constant) else None


def _has_urllib3(ctx: Context) -> bool:
    bindings = ctx.scopes.bindings(ctx.scopes.survey.module).names.values()
    targets = (binding.target for several in bindings for binding in several)
    return any(target.partition(".")[0] == "urllib3" for target in targets)


RULE = Rule(
    code="ASL412",
    name="blocking-pool-request",
    summary="what may be a request of a pool of urllib3 in async code",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("async",), ("urllib3",), ("request",)),
    also=("ASYNC211",),
)
