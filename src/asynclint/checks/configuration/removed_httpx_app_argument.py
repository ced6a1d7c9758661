"""`httpx.AsyncClient(app=...)`: httpx 0.28 has no such argument any more."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.declared_versions import floor
from asynclint.rule import Context, Rule

_TRANSPORTS = {"httpx.AsyncClient": "ASGITransport", "httpx.Client": "WSGITransport"}
_REMOVED = (0, 28)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = next((keyword for keyword in call.keywords if keyword.arg == "app"), None)
    if given is None:
        return
    name = ctx.name(call.func)
    if name not in _TRANSPORTS or ctx.never_runs(call):
        return
    lowest = floor("httpx", ctx)
    if lowest is not None and lowest >= _REMOVED:
        transport = _TRANSPORTS[name]
        yield ctx.finding(
            given,
            "httpx has no `app` argument since 0.28, so this raises TypeError; give it "
            f"`transport={transport}(app=...)`",
            fix=_transport(call, given, transport, ctx),
        )


def _transport(
    call: ast.Call, given: ast.keyword, transport: str, ctx: Context
) -> Fix | None:
    """The transport that calls the application, where the module has a name for it."""
    spelled = _spelled(call, transport, ctx)
    if not spelled or any(keyword.arg == "transport" for keyword in call.keywords):
        return None
    text = ctx.source.segment(ctx.source.span(given))
    edit = Edit(ctx.source.span(given), f"transport={spelled}({text})")
    return Fix("Give it a transport", (edit,), safe=True)


def _spelled(call: ast.Call, transport: str, ctx: Context) -> str:
    if isinstance(call.func, ast.Attribute):
        return f"{ctx.source.segment(ctx.source.span(call.func.value))}.{transport}"
    bound = ctx.scopes.bindings(ctx.scopes.survey.module).names.get(transport, [])
    return transport if [each.target for each in bound] == [f"httpx.{transport}"] else ""


RULE = Rule(
    code="ASL813",
    name="removed-httpx-app-argument",
    summary="an argument that httpx does not have any more",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("AsyncClient", "Client"), ("app",)),
    fix="safe",
    also=("E1123",),
)
