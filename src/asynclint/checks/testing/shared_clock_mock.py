"""A patch of `module.asyncio.sleep`: it patches `asyncio.sleep` for everybody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.patched_names import patched
from asynclint.rule import Context, Rule

# What an event loop and the tasks on it wait by; `time.time` and the like are for people.
_SHARED = re.compile(
    r"(?P<user>[\w.]+)\.(?P<clock>anyio\.sleep|asyncio\.sleep|trio\.sleep|time\.monotonic)"
)

_EVERYBODY = {
    "anyio.sleep": "all tasks",
    "asyncio.sleep": "all tasks and libraries",
    "time.monotonic": "everybody, the event loop included",
    "trio.sleep": "all tasks",
}


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
            f"this replaces `{clock}` for {_EVERYBODY[clock]}, and not only for `{user}`; let "
            "that call a name of its own, and patch the name",
        )


RULE = Rule(
    code="ASL747",
    name="shared-clock-mock",
    summary="a patch of module.asyncio.sleep patches it for everybody",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=((*_EVERYBODY,), ("*patch*", "setattr")),
)
