"""`with ThreadPoolExecutor()` in async code: leaving the block waits for all that was started."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_EXECUTORS = frozenset(
    {"concurrent.futures.ProcessPoolExecutor", "concurrent.futures.ThreadPoolExecutor"}
)
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def check(node: ast.With, ctx: Context) -> Iterator[Finding]:
    if not ctx.in_async(node) or _waits_inside(node):
        return
    for item in node.items:
        if ctx.is_instance(item.context_expr, _EXECUTORS) and not ctx.never_runs(node):
            yield ctx.finding(
                item.context_expr,
                f"leaving `with {ctx.shown(item.context_expr)}` keeps the event loop waiting for "
                "all that was started inside; await it inside, with `loop.run_in_executor`",
            )


def _waits_inside(node: ast.With) -> bool:
    """Whether the block awaits anything: what it started may be done then."""
    return any(isinstance(inner, _WAITS) for inner in within(node, leaves=False))


RULE = Rule(
    code="ASL443",
    name="executor-with-block-in-async",
    summary="leaving the block of an executor waits in async code",
    group=Group.PERFORMANCE,
    visits=(ast.With,),
    check=check,
    mentions=(("async",), ("with",)),
)
