"""A lock of threads that is held while async code waits for something else."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.blocking_arguments import waits_no_time
from asynclint.questions.thread_advice import spoken
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, dotted, within

_LOCKS = frozenset(
    {
        "threading.BoundedSemaphore",
        "threading.Condition",
        "threading.Lock",
        "threading.RLock",
        "threading.Semaphore",
    }
)
# What does the same in an async library; re-entrant locks and conditions have no such twin.
_TWINS = {
    "threading.Lock": "Lock",
    "threading.Semaphore": "Semaphore",
}
_WITHOUT_LOOP = (3, 10)  # from here on locks of asyncio are made anywhere
_SUSPENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)


def check(node: ast.With | ast.Call, ctx: Context) -> Iterator[Finding]:
    for lock in _held(node, ctx):
        yield ctx.finding(
            lock,
            f"`{ctx.shown(lock)}` is held while this task waits, so another task that wants it "
            "stops the event loop for ever; use a lock of the async library",
            fix=_fix(lock, ctx),
        )


def _held(node: ast.With | ast.Call, ctx: Context) -> Iterator[ast.expr]:
    """The locks that a node takes and keeps while its function is suspended."""
    if isinstance(node, ast.With):
        places = [item.context_expr for item in node.items]
        if not _is_suspended(node) or not ctx.in_async(node):
            return
    else:
        places = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        if getattr(node.func, "attr", "") != "acquire" or not _is_kept(node, ctx):
            return
    for place in places:
        if ctx.is_instance(place, _LOCKS) and not ctx.never_runs(node):
            yield place


def _is_suspended(node: ast.With) -> bool:
    return any(isinstance(inner, _SUSPENDS) for inner in within(node, leaves=False))


def _is_kept(call: ast.Call, ctx: Context) -> bool:
    """Whether a function waits between `x.acquire()` and the next `x.release()` in its text."""
    if waits_no_time(call) or not ctx.in_async(call) or isinstance(ctx.parent(call), ast.Await):
        return False
    function = ctx.function(call)
    wanted = dotted(call.func).removesuffix(".acquire") + ".release"
    if function is None or wanted == ".release":
        return False
    nodes = [n for n in within(function, leaves=False) if isinstance(n, (ast.expr, ast.stmt))]
    after = [node for node in nodes if _place(node) > _place(call)]
    ends = [_place(n) for n in after if isinstance(n, ast.Call) and dotted(n.func) == wanted]
    return bool(ends) and any(isinstance(n, _SUSPENDS) and _place(n) < min(ends) for n in after)


def _place(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _fix(lock: ast.expr, ctx: Context) -> Fix | None:
    """Makes a lock of the async library, where all that anybody does with it is `async with`."""
    old = ctx.options.target is not None and ctx.options.target < _WITHOUT_LOOP
    if not dotted(lock) or old or _is_known_elsewhere(lock, ctx):
        return None
    made, uses = None, []
    for node in ast.walk(ctx.source.tree):
        if isinstance(node, (ast.Name, ast.Attribute)) and dotted(node) == dotted(lock):
            if isinstance(node.ctx, ast.Load):
                uses.append(node)
            elif made is None:
                made = node
            else:
                return None
    holder = ctx.parent(made) if made else None
    call = holder.value if isinstance(holder, ast.Assign) else None
    if not isinstance(call, ast.Call) or ctx.name(call.func) not in _TWINS:
        return None
    if _TWINS[ctx.name(call.func)] == "Semaphore" and not call.args:  # AnyIO wants a value
        return None
    twin = spelled(spoken(ctx), _TWINS[ctx.name(call.func)], call, ctx)
    entered = [_entered(use, ctx) for use in uses]
    if twin is None or None in entered:
        return None
    starts = (ctx.source.span(each).start for each in entered if each)
    edits = {
        *(Edit(Span(start, start), "async ") for start in starts),
        Edit(ctx.source.span(call.func), twin.text),
        *twin.edits,
    }
    return Fix(f"Use `{twin.text}`", tuple(sorted(edits)), safe=False)


def _is_known_elsewhere(lock: ast.expr, ctx: Context) -> bool:
    """Whether another file may use a lock: one that is no name of a function, and is no private
    name or attribute of this file alone."""
    last = dotted(lock).rpartition(".")[2]
    if isinstance(lock, ast.Name):
        found = ctx.scopes.binding(lock)
        if found and isinstance(found[0].node, FUNCTIONS):
            return False
    if not last.startswith("_"):
        return True
    own, shelf = os.path.abspath(ctx.source.path), ctx.project.shelf
    everything = ctx.project.modules.everything()
    return any(path != own and shelf.has_text(path, last.encode()) for path in everything)


def _entered(use: ast.expr, ctx: Context) -> ast.With | None:
    """The `with` of an async function that enters a lock and nothing else."""
    item = ctx.parent(use)
    statement = ctx.parent(item) if isinstance(item, ast.withitem) else None
    if not isinstance(statement, ast.With) or len(statement.items) > 1 or not ctx.in_async(use):
        return None
    return statement


RULE = Rule(
    code="ASL440",
    name="thread-lock-across-await",
    summary="a lock of threads is held while async code waits",
    group=Group.CORRECTNESS,
    visits=(ast.With, ast.Call),
    check=check,
    mentions=(("async",), ("with", "acquire")),
    fix="unsafe",
)
