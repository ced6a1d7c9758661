"""A client session of aiohttp with the timeout that nobody chose: five minutes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Finding, Fix, Group
from asynclint.questions.added_limits import added_keyword
from asynclint.questions.limits import has_limit_argument, is_limited
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule

_NAMES = frozenset({"aiohttp.ClientSession", "aiohttp.client.ClientSession", "aiohttp.request"})
_WORDS = ("ClientSession", "request")


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _WORDS or ctx.name(call.func) not in _NAMES:
        return
    if has_limit_argument(call) or is_limited(call, ctx) or ctx.never_runs(call):
        return
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}(...)` gives up after 300 seconds, and nobody chose that; give "
        "it a `timeout=aiohttp.ClientTimeout(total=seconds)`",
        fix=_fix(call, ctx),
    )


def _fix(call: ast.Call, ctx: Context) -> Fix | None:
    """The limit of the setting `default-timeout`; without it nobody knows a better one."""
    seconds, name = ctx.options.default_timeout, spelled("aiohttp", "ClientTimeout", call, ctx)
    if not seconds or not name:
        return None
    given = added_keyword(call, f"timeout={name.text}(total={seconds})", ctx)
    edits = tuple(sorted({given, *name.edits})) if given else ()
    return Fix(f"Give up after {seconds} seconds", edits, safe=False) if edits else None


RULE = Rule(
    code="ASL305",
    name="aiohttp-default-timeout",
    summary="a client session of aiohttp with the default timeout",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(_WORDS, ("aiohttp",)),
    fix="unsafe",
)
