"""Awaited connects that wait until the operating system gives up (`knowledge/timeouts.toml`)."""

from __future__ import annotations

import ast
import re

from asynclint import knowledge
from asynclint.questions.limits import argument, has_limit_argument
from asynclint.rule import Context

_TABLE = knowledge.table("timeouts")
_LAST = frozenset(name.rpartition(".")[2] for name in _TABLE["connects"])
_HOSTS = ("host", "remote_host", "url", "address")
# The host itself, or the host of a URL.
_LOOPBACK = re.compile(r"(?:^|//|@)(?:127\.[\d.]+|localhost|\[?::1\]?)(?:$|[:/?])")


WORDS = tuple(sorted({*_LAST, *_TABLE["loop_connects"]}))


def endless_connect(call: ast.Call, ctx: Context) -> bool:
    """Whether a call connects to another machine and has no limit of its own."""
    if not _connects(call, ctx) or has_limit_argument(call):
        return False
    return not _has_options(call) and not _stays_here(call)


def _connects(call: ast.Call, ctx: Context) -> bool:
    match call.func:
        case ast.Attribute(value=receiver, attr=last) if last in _TABLE["loop_connects"]:
            return _is_loop(receiver, ctx)
        case ast.Attribute(attr=last) | ast.Name(id=last):
            if isinstance(call.func, ast.Attribute) and last not in _LAST:
                return False
            return ctx.name(call.func) in _TABLE["connects"]
    return False


def _is_loop(receiver: ast.expr, ctx: Context) -> bool:
    if isinstance(receiver, ast.Call):
        return ctx.name(receiver.func) in _TABLE["loop_functions"]
    if ctx.type_of(receiver) in _TABLE["loop_classes"]:
        return True
    found = ctx.scopes.binding(receiver) if isinstance(receiver, ast.Name) else None
    values = [binding.value for binding in found[1]] if found else []
    return bool(values) and all(
        isinstance(value, ast.Call) and ctx.name(value.func) in _TABLE["loop_functions"]
        for value in values
    )


def _has_options(call: ast.Call) -> bool:
    """The options object of asyncssh may hold `connect_timeout`."""
    return any(keyword.arg == "options" for keyword in call.keywords)


def _stays_here(call: ast.Call) -> bool:
    """A connect to this machine is answered or refused at once; one over `sock=` is done."""
    keywords = {keyword.arg for keyword in call.keywords}
    last = getattr(call.func, "attr", getattr(call.func, "id", ""))
    place = 1 if last in _TABLE["loop_connects"] else 0
    hosts = [argument(call, place, keyword) for keyword in _HOSTS]
    if not call.args and keywords.isdisjoint(_HOSTS):
        return True  # by default all of these connect to this machine
    return "sock" in keywords or any(_is_loopback(host) for host in hosts)


def _is_loopback(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Tuple) and value.elts:
        value = value.elts[0]
    match value:
        case ast.Constant(value=str(host)):
            return bool(_LOOPBACK.search(host))
    return False
