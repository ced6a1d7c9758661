"""The calls in the async code of a file that keep the event loop waiting.

Async code is what an `async def` runs itself: not the functions and lambdas inside, which may be
handed to a thread. A call that is awaited waits in the loop, whatever its name.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import NamedTuple

from asynclint import knowledge
from asynclint.blocking import IN_MEMORY, Blocked, Step
from asynclint.rule import Context
from asynclint.syntax import dotted

# In a test nobody waits beside what waits, but the loop may be what is waited for.
_COUNT_IN_TESTS = frozenset({"", "sleep", "thread"})
_DISK = frozenset({"open", "os", "path", "stat", "content", "fdopen"})


class Stall(NamedTuple):
    """A call in async code that waits; `name` is the full name of what it calls."""

    call: ast.Call
    name: str


class Detour(NamedTuple):
    """A call in async code of a function of the project that waits; `steps` lead to why."""

    call: ast.Call
    steps: tuple[Step, ...]


def blocking_calls(ctx: Context, *kinds: str) -> Iterator[Stall]:
    """The calls of some kinds of `knowledge.blocks`, in async code; "" is the kind of those that
    the settings name."""
    found = ctx.once(_stalls)
    for kind in kinds:
        yield from found.get(kind, ())


def blocking_detours(ctx: Context) -> Iterator[Detour]:
    """The calls of plain functions of the project that reach a call which blocks for long."""
    words = ctx.project.words
    for call in _in_async(ctx):
        if words and not ctx.calls.may_be("plain", call.func) and not _may_be_class(call.func):
            continue
        found = ctx.blocking.function(ctx.calls.union(call.func))
        steps = ctx.blocking.way(found, ctx.options.blocking_calls) if found else ()
        if steps and not ctx.calls.is_replaced(call.func) and not _is_exempt(call, ctx):
            yield Detour(call, steps)


def _stalls(ctx: Context) -> Mapping[str, list[Stall]]:
    found: dict[str, list[Stall]] = {}
    extra = ctx.options.blocking_calls
    words = knowledge.blocking_words()
    for call in _in_async(ctx):
        if not extra and not ctx.calls.may_be_named(call.func, words):
            continue
        callee = ctx.calls.union(call.func)
        blocked = ctx.blocking.call(callee, extra) if callee else _as_spelled(call, ctx)
        if blocked is None or ctx.calls.is_replaced(call.func) or ctx.never_runs(call):
            continue
        if ctx.is_test and blocked.kind not in _COUNT_IN_TESTS:
            continue
        if blocked.kind in _DISK and _is_in_memory(call, ctx):
            continue
        found.setdefault(blocked.kind, []).append(Stall(call, blocked.name))
    return found


def _is_exempt(call: ast.Call, ctx: Context) -> bool:
    """Whether a call never runs, or only to make an error."""
    if any(isinstance(outer, ast.Raise) for outer in ctx.ancestors(call)):
        return True
    return ctx.never_runs(call)


def _as_spelled(call: ast.Call, ctx: Context) -> Blocked | None:
    """A call of nobody knows what that the settings name as it is spelled."""
    spelled = dotted(call.func)
    patterns = (pattern for pattern, _ in ctx.options.blocking_calls)
    return Blocked(spelled, "") if any(fnmatchcase(spelled, p) for p in patterns) else None


def _in_async(ctx: Context) -> list[ast.Call]:
    return ctx.once(_calls_in_async)


def _calls_in_async(ctx: Context) -> list[ast.Call]:
    """The calls in async code that are not awaited."""
    nodes = ctx.scopes.survey.nodes
    awaited = {node.value for node in nodes[ast.Await] if isinstance(node, ast.Await)}
    calls = (call for call in nodes[ast.Call] if isinstance(call, ast.Call))
    return [call for call in calls if call not in awaited and ctx.in_async(call)]


def _is_in_memory(call: ast.Call, ctx: Context) -> bool:
    return ctx.scopes.text(call.args[0] if call.args else None).startswith(IN_MEMORY)


def _may_be_class(function: ast.expr) -> bool:
    name = getattr(function, "attr", getattr(function, "id", ""))
    return str(name)[:1].isupper()
