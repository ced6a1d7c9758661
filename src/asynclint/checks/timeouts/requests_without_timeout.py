"""A call of `requests` without `timeout=`: the library has no limit of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions import limits
from asynclint.questions.added_limits import given_limit
from asynclint.rule import Context, Rule

_TABLE = knowledge.table("timeouts")["requests"]
_METHODS = frozenset(_TABLE["functions"])
_FUNCTIONS = frozenset(f"{module}.{name}" for module in _TABLE["modules"] for name in _METHODS)
_WORDS = ("requests", "Session")
_SESSIONS = frozenset(_TABLE["sessions"])


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if isinstance(call.func, ast.Attribute) and call.func.attr not in _METHODS:
        return
    if limits.has_limit_argument(call) or not _sends(call, ctx):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` waits for ever for a host that does not answer, as"
        " `requests` sets no limit of its own; pass `timeout=seconds`",
        fix=given_limit(call, ctx),
    )


def _names_the_library(ctx: Context) -> bool:
    """`get` and `post` are in every file: without one of these words none is looked at."""
    return any(word.encode() in ctx.source.data for word in _WORDS)


def _sends(call: ast.Call, ctx: Context) -> bool:
    if ctx.name(call.func) in _FUNCTIONS:
        return True
    match call.func:
        case ast.Attribute(value=session, attr="request") if len(call.args) > _TABLE["position"]:
            return False
        case ast.Attribute(value=session):
            return ctx.type_of(session) in _SESSIONS and not _is_changed(ctx)
    return False


def _is_changed(ctx: Context) -> bool:
    """Whether the file may give sessions a timeout: by an adapter, or a wrapped `request`."""
    return any(word in ctx.source.data for word in (b".mount(", b".request =", b".send ="))


RULE = Rule(
    code="ASL303",
    name="requests-without-timeout",
    summary="a call of requests without a timeout",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    needs=_names_the_library,
    mentions=(tuple(sorted(_METHODS)), _WORDS),
    fix="unsafe",
    also=("S113", "W3101", "B113"),
)
