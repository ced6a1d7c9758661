"""An `async def` that has nothing to await."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading, is_stub
from asynclint.questions.cancel_scopes import may_wait
from asynclint.questions.lineages import may_override
from asynclint.rule import Context, Rule
from asynclint.syntax import within

# What needs a running loop, and so an async function to run in.
_NEEDS_LOOP = frozenset(
    {"all_tasks", "create_task", "current_task", "ensure_future", "get_running_loop", "start_soon"}
)


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if function.decorator_list or is_stub(function) or _is_test(function, ctx):
        return
    if isinstance(ctx.parent(function), ast.ClassDef) and not _is_own_method(function, ctx):
        return
    if any(may_wait(statement, ctx) for statement in function.body) or _needs_loop(function):
        return
    if _is_handed_on(function, ctx) or ctx.never_runs(function):
        return
    yield ctx.finding(
        heading(function, ctx),
        f"`{function.name}` awaits nothing, so it need not be async; make it a plain function",
    )


def _is_own_method(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether a method is to be reported: the setting asks for it, and no base class, no other
    class of the file and no protocol of Python wants it async."""
    if not ctx.options.include_methods or function.name.startswith("__"):
        return False
    return not may_override(function, ctx) and not _has_kin(function, ctx)


def _has_kin(method: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether another class of the file has such a method: a subclass, or one used alike."""
    return any(
        isinstance(other, ast.AsyncFunctionDef)
        and other.name == method.name
        and isinstance(ctx.parent(other), ast.ClassDef)
        for other in ctx.scopes.survey.nodes[ast.AsyncFunctionDef]
        if other is not method
    )


def _is_test(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    return ctx.is_test and function.name.startswith("test")


def _needs_loop(function: ast.AsyncFunctionDef) -> bool:
    calls = (node for node in within(function, leaves=False) if isinstance(node, ast.Call))
    return any(
        getattr(call.func, "attr", getattr(call.func, "id", "")) in _NEEDS_LOOP for call in calls
    )


def _is_handed_on(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether the file uses the function, or a coroutine of it, other than to await it: then
    something else wants it async, as those do who take callbacks or start tasks."""
    awaits = ctx.scopes.survey.nodes[ast.Await]
    awaited = {getattr(getattr(each, "value", None), "func", None) for each in awaits}
    return any(
        node not in awaited and getattr(node, "id", getattr(node, "attr", "")) == function.name
        for node in ast.walk(ctx.source.tree)
        if isinstance(node, (ast.Name, ast.Attribute))
    )


RULE = Rule(
    code="ASL910",
    name="async-without-await",
    summary="an async function that awaits nothing",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",),),
    also=("ASYNC124", "RUF029", "S7503"),
)
