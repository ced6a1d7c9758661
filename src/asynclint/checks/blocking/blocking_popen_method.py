"""`wait` or `communicate` of a `subprocess.Popen` in async code."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import waits_no_time
from asynclint.questions.blocking_calls import blocking_calls
from asynclint.questions.thread_advice import in_thread
from asynclint.rule import Context, Rule
from asynclint.syntax import dotted

_KINDS = ("child",)


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    for call, _ in blocking_calls(ctx, *_KINDS):
        if waits_no_time(call) or _is_killed(call, ctx):
            continue
        yield ctx.finding(
            call,
            f"`{ctx.shown(call.func)}(...)` keeps the event loop waiting until the process ends; "
            f"call it in a thread: `{in_thread(call, ctx)}`",
        )


def _is_killed(call: ast.Call, ctx: Context) -> bool:
    """Whether the statement before kills the process, which ends at once then."""
    statement = ctx.parent(call)
    block = getattr(ctx.parent(statement), "body", []) if statement else []
    before = block[block.index(statement) - 1 :][:1] if statement in block[1:] else []
    calls = [each.value for each in before if isinstance(each, ast.Expr)]
    killed = dotted(call.func).rpartition(".")[0] + ".kill"
    return any(isinstance(each, ast.Call) and dotted(each.func) == killed for each in calls)


RULE = Rule(
    code="ASL423",
    name="blocking-popen-method",
    summary="waiting for a subprocess.Popen in async code",
    group=Group.PERFORMANCE,
    visits=(ast.Module,),
    check=check,
    mentions=(("async",), tuple(sorted(knowledge.blocking_words(*_KINDS)))),
    also=("S7487",),
)
