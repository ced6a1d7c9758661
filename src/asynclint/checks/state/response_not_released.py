"""A response of aiohttp that nothing reads or closes: its connection is not given back."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.bindings import Kind
from asynclint.model import Finding, Group
from asynclint.questions.entering import enter
from asynclint.questions.kept_objects import KeptObject, attribute, kept_object, stays
from asynclint.rule import Context, Rule

_SESSIONS = frozenset({"aiohttp.ClientSession"})
_REQUESTS = frozenset({"get", "options", "patch", "post", "put", "request"})

# All that answers of the server itself tell; reading anything else gives the connection back.
_HEAD = frozenset(
    {"cookies", "headers", "method", "ok", "raise_for_status", "reason", "status", "url", "version"}
)


def check(node: ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[Finding]:
    if not isinstance(node.value, ast.Await):
        return
    kept = kept_object(node, _REQUESTS, ctx)
    if kept is None or not kept.uses or not stays(kept, ctx):
        return
    function = kept.call.func
    if not isinstance(function, ast.Attribute):
        return
    if not all(attribute(use, ctx) in _HEAD for use in kept.uses):
        return
    if _is_closed_soon(function.value, kept, ctx):
        return
    if ctx.is_instance(function.value, _SESSIONS) and not ctx.never_runs(node):
        yield ctx.finding(
            kept.call,
            f"nothing reads or closes `{kept.name}`, so the session does not get its connection "
            "back; use `async with`",
            fix=enter(kept, "Enter the response", ctx),
        )

def _is_closed_soon(session: ast.expr, kept: KeptObject, ctx: Context) -> bool:
    """Whether the function that asks also enters the session, and so closes it."""
    found = ctx.scopes.binding(session) if isinstance(session, ast.Name) else None
    return found is not None and any(
        binding.kind is Kind.MANAGER and found[0].node is kept.function for binding in found[1]
    )


RULE = Rule(
    code="ASL522",
    name="response-not-released",
    summary="a response of aiohttp that nothing reads or closes",
    group=Group.SUSPICIOUS,
    visits=(ast.Assign, ast.AnnAssign),
    check=check,
    mentions=(tuple(sorted(_REQUESTS)), ("await",)),
    fix="unsafe",
)
