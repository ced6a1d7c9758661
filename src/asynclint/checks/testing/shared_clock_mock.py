"""A patch of `module.asyncio.sleep`: it patches `asyncio.sleep` for everybody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.patched_names import patched
from asynclint.rule import Context, Rule

_SHARED = re.compile(
    r"(?P<user>[\w.]+)\.(?P<clock>(?:anyio|asyncio|trio)\.sleep"
    r"|time\.(?:monotonic|perf_counter|sleep|time))"
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    match call.args[:1]:
        case [ast.Constant(value=str(path))]:
            found = _SHARED.fullmatch(path)
        case _:
            return
    target = patched(call, ctx) if found else None
    if found and target:
        clock, user = found["clock"], found["user"]
        yield ctx.finding(
            target.place,
            f"this replaces `{clock}` for everybody, the event loop included, and not only in "
            f"`{user}`; let `{user}` call a name of its own, and patch that",
        )


RULE = Rule(
    code="ASL747",
    name="shared-clock-mock",
    summary="a patch of module.asyncio.sleep patches it for everybody",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("asyncio.sleep", "anyio.sleep", "trio.sleep", "time."), ("patch", "setattr")),
)
