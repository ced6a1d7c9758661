"""An async function handed to what calls it like any other: its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.handed_functions import coroutine_function, handed_function, last_names
from asynclint.rule import Context, Rule

_KINDS = ("callbacks", "calls")
_PLAIN = "hand over a plain function"


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = handed_function(call, _KINDS, ctx)
    callee = coroutine_function(given.function, ctx) if given else None
    if given and callee and not ctx.never_runs(call):
        yield ctx.finding(
            given.function,
            f"`{ctx.shown(call.func)}` calls this like any function, and nothing awaits the "
            f"coroutine it gives, so its body never runs; {_advice(given.api, ctx)}",
            related=callee.related,
        )


def _advice(api: str, ctx: Context) -> str:
    """What to do instead, in words of the library the file speaks."""
    if api == "contextlib.AsyncExitStack.callback":
        return "use `push_async_callback`"
    if api.startswith("asyncio."):
        return f"{_PLAIN} that starts a task"
    if api.startswith(("anyio.", "trio.")):
        return f"use `{api.removesuffix('_sync')}`"
    spoken = ctx.libraries & {"anyio", "trio"}
    library = next(iter(spoken)) if len(spoken) == 1 else "asyncio"
    return f"{_PLAIN} that runs it with `{library}.run`"


RULE = Rule(
    code="ASL150",
    name="async-callback-to-sync-api",
    summary="an async function is handed to what calls it like any other",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(last_names(_KINDS))),),
)
