"""`os.wait` and the like in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread, thread_fix
from asynclint.rule import Context, Rule

_KINDS = ("wait",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if _only_looks(call):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting until a child process "
            f"ends; call it in a thread: `{in_thread(call, ctx)}`",
            fix=thread_fix(call, ctx),
        )


def _only_looks(call: ast.Call) -> bool:
    """Whether a call comes back at once when no process has ended; so may one that is given
    its options from elsewhere."""
    options = [*call.args[-1:], *(keyword.value for keyword in call.keywords)]
    return any("WNOHANG" in ast.unparse(option) for option in options)


RULE = Rule(
    code="ASL422",
    name="blocking-process-wait",
    summary="os.wait and the like in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    fix="unsafe",
    also=("ASYNC222", "S7489"),
)
