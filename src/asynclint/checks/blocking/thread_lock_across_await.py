"""A lock of threads that is held while async code waits for something else."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.blocking_arguments import waits_no_time
from asynclint.rule import Context, Rule
from asynclint.syntax import dotted, within

_LOCKS = frozenset(
    {
        "threading.BoundedSemaphore",
        "threading.Condition",
        "threading.Lock",
        "threading.RLock",
        "threading.Semaphore",
    }
)
_SUSPENDS = (ast.Await, ast.AsyncFor, ast.AsyncWith, ast.Yield, ast.YieldFrom)


def check(node: ast.With | ast.Call, ctx: Context) -> Iterator[Finding]:
    for lock in _held(node, ctx):
        yield ctx.finding(
            lock,
            f"`{ctx.shown(lock)}` is held while this task waits, so another task that wants it "
            "stops the event loop for ever; use a lock of the async library",
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


RULE = Rule(
    code="ASL440",
    name="thread-lock-across-await",
    summary="a lock of threads is held while async code waits",
    group=Group.CORRECTNESS,
    visits=(ast.With, ast.Call),
    check=check,
    mentions=(("async",), ("with", "acquire")),
)
