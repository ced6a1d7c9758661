"""A blocking socket, or a look-up of a host, in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule

_KINDS = ("connection", "socket")

# A file that speaks of these has sockets that do not wait, or need not.
_NO_WAIT = (b"setblocking", b"settimeout(0", b"SOCK_DGRAM", b"SOCK_NONBLOCK", b"MSG_DONTWAIT")


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, name in blocking_calls(ctx, *_KINDS):
        if _may_not_wait(call, name, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting for the network; use the "
            f"streams or look-ups of the loop, or a thread: `{in_thread(call, ctx)}`",
        )


def _may_not_wait(call: ast.Call, name: str, ctx: Context) -> bool:
    """Whether a look-up needs no network, or a method is that of a socket that may not block:
    one that comes from elsewhere, too."""
    if not name.startswith("socket.socket."):
        return "NUMERIC" in ast.unparse(call)  # addresses alone need no look-up
    if any(word in ctx.source.data for word in _NO_WAIT):
        return True
    return not isinstance(call.func, ast.Attribute) or ctx.calls.rests_on_parameter(call.func)


RULE = Rule(
    code="ASL413",
    name="blocking-socket",
    summary="a blocking socket or look-up of a host in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
)
