"""An asyncio object made at import: every event loop shares it, and only one may use it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions import import_time
from asynclint.rule import Context, Rule


def check(module: ast.Module, ctx: Context) -> Iterator[Finding]:
    table = knowledge.table("singletons")
    reasons = {kind: {*table[kind]} for kind in _MESSAGES}
    for call, name in import_time.calls_of(set().union(*reasons.values()), ctx):
        if import_time.is_program(ctx):
            return
        kind = next(kind for kind in reasons if name in reasons[kind])
        if kind == "loop_getters" and not _is_saved(call, ctx):
            continue
        if not _is_in_context_variable(call, ctx):
            yield ctx.finding(call, f"`{ctx.shown(call.func)}()` {_MESSAGES[kind]}")


_MESSAGES = {
    "loop_bound": "at import is shared by every event loop and fails in the second one that "
    "waits on it; make it where the loop runs",
    "loop_needing": "at import fails, for no event loop runs yet; call it in an `async def`",
    "loop_getters": "at import keeps a loop that is not the one running later; ask for "
    "`asyncio.get_running_loop()` where it is needed",
}


def _is_saved(call: ast.Call, ctx: Context) -> bool:
    holder = ctx.parent(call)
    return isinstance(holder, (ast.Assign, ast.AnnAssign, ast.NamedExpr, ast.arguments))


def _is_in_context_variable(call: ast.Call, ctx: Context) -> bool:
    """A default of a context variable is chosen for what no context has set."""
    return any(
        isinstance(node, ast.Call) and ctx.name(node.func) == "contextvars.ContextVar"
        for node in ctx.ancestors(call)
    )


RULE = Rule(
    code="ASL501",
    name="module-level-loop-bound-object",
    summary="an asyncio object made at import, shared by every event loop",
    group=Group.CORRECTNESS,
    visits=(ast.Module,),
    check=check,
    mentions=(
        (
            "Barrier",
            "Condition",
            "Event",
            "Future",
            "*Lock*",
            "Queue",
            "Semaphore",
            "create_task",
            "ensure_future",
            "get_event_loop",
        ),
    ),
    also=("B008",),
)
