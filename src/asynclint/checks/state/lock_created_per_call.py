"""A lock that every call makes for itself: nobody else can wait for it, so it locks nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.homes import homes
from asynclint.questions.kept_objects import KeptObject, kept_object, stays
from asynclint.rule import Context, Rule

_WORDS = (
    "BoundedSemaphore",
    "CapacityLimiter",
    "Condition",
    "Lock",
    "Semaphore",
    "StrictFIFOLock",
)


def check(node: ast.AsyncWith | ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[Finding]:
    for call in _inline(node) if isinstance(node, ast.AsyncWith) else _kept(node, ctx):
        if ctx.is_test or ctx.name(call.func) not in knowledge.table("primitives")["locks"]:
            continue
        if not ctx.never_runs(call):
            yield ctx.finding(
                call,
                f"every call makes a `{ctx.shown(call.func)}` of its own, which nobody else "
                "ever waits for; make it once, where those that share it can reach it",
            )


def _inline(node: ast.AsyncWith) -> Iterator[ast.Call]:
    for item in node.items:
        if isinstance(item.context_expr, ast.Call) and item.optional_vars is None:
            yield item.context_expr


def _kept(node: ast.Assign | ast.AnnAssign, ctx: Context) -> Iterator[ast.Call]:
    """The call whose lock its function enters, and hands to nobody."""
    if not isinstance(node.value, ast.Call):
        return
    kept = kept_object(node, _WORDS, ctx)
    if kept is None or not stays(kept, ctx) or _is_run_aside(kept, ctx):
        return
    if any(isinstance(ctx.parent(use), ast.withitem) for use in kept.uses):
        yield kept.call


def _is_run_aside(kept: KeptObject, ctx: Context) -> bool:
    """Whether the lock is used in a comprehension, whose items may be handed on."""
    return any(next(homes(use, ctx), None) is not kept.function for use in kept.uses)


RULE = Rule(
    code="ASL513",
    name="lock-created-per-call",
    summary="a lock that every call makes for itself, so it locks nothing",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncWith, ast.Assign, ast.AnnAssign),
    check=check,
    mentions=(_WORDS, ("async",)),
)
