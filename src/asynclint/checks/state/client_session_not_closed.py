"""A client session of one function that nothing closes: its connections stay open."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.entering import enter
from asynclint.questions.kept_objects import KeptObject, attribute, kept_object, stays
from asynclint.questions.ownership import is_borrowed
from asynclint.rule import Context, Rule

_MAKERS = ("AsyncClient", "ClientSession")
_REQUESTS = frozenset(
    {"delete", "get", "head", "options", "patch", "post", "put", "request", "send", "stream"}
    | {"ws_connect"}
)
_ENDERS = frozenset({"__aenter__", "__aexit__", "aclose", "close", "detach"})


def check(node: ast.Attribute | ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[Finding]:
    for call, kept in _inline(node) if isinstance(node, ast.Attribute) else _kept(node, ctx):
        if ctx.name(call.func) not in knowledge.table("primitives")["sessions"]:
            continue
        if not is_borrowed(call) and not _is_replaced(call, ctx) and not ctx.never_runs(call):
            yield ctx.finding(
                call,
                f"nothing closes this `{ctx.shown(call.func)}`, so its connections stay open; "
                "use it in `async with`",
                fix=enter(kept, "Enter the session", ctx) if kept else None,
            )


def _inline(node: ast.Attribute) -> Iterator[tuple[ast.Call, None]]:
    """`ClientSession().get(...)`: the session is gone before anybody could close it."""
    if node.attr in _REQUESTS and isinstance(node.value, ast.Call):
        yield node.value, None


def _kept(node: ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[tuple[ast.Call, KeptObject]]:
    kept = kept_object(node, _MAKERS, ctx)
    if kept is None or kept.is_awaited or not kept.uses or not stays(kept, ctx):
        return
    read = {attribute(use, ctx) for use in kept.uses}
    if "" not in read and read & _REQUESTS and read.isdisjoint(_ENDERS):
        yield kept.call, kept


def _is_replaced(call: ast.Call, ctx: Context) -> bool:
    """Whether a test replaces something around the call, so that nothing is connected."""
    blocks = (each for each in ctx.ancestors(call) if isinstance(each, (ast.With, ast.AsyncWith)))
    return any("patch" in ast.unparse(item.context_expr) for b in blocks for item in b.items)


RULE = Rule(
    code="ASL520",
    name="client-session-not-closed",
    summary="a client session of one function that nothing closes",
    group=Group.SUSPICIOUS,
    visits=(ast.Attribute, ast.Assign, ast.AnnAssign),
    check=check,
    mentions=(_MAKERS,),
    fix="unsafe",
)
