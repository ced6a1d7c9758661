"""A method of asyncio's object called on the twin of AnyIO or Trio, which lacks it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_METHODS = (
    *("clear", "empty", "expired", "full", "get", "get_nowait", "join", "locked", "put"),
    *("put_nowait", "qsize", "reschedule", "task_done", "when"),
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in _METHODS:
        return
    owner = ctx.type_of(call.func.value)
    if owner.partition(".")[0] not in ("anyio", "trio"):
        return
    method = call.func.attr
    for habit in knowledge.table("anyio_objects").values():
        if isinstance(habit, dict) and owner in habit["classes"] and method in habit:
            short = owner.rpartition(".")[2]
            title = "AnyIO" if owner.startswith("anyio.") else "Trio"
            message = f"`{short}` of {title} has no `{method}`, so this raises; {habit[method]}"
            yield ctx.finding(call, message)


RULE = Rule(
    code="ASL631",
    name="asyncio-habit-on-anyio-object",
    summary="a method that asyncio's objects have and those of AnyIO and Trio have not",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(_METHODS, ("Event", "CancelScope", "Semaphore", "fail_after", "move_on_after",
                         "create_memory_object_stream", "open_memory_channel",
                         "MemoryObjectReceiveStream", "MemoryObjectSendStream")),
)
