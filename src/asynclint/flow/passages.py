"""The points of `try` and `with`: what runs on every way out, and where exceptions arrive."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from asynclint.flow.evaluating import evaluate, store
from asynclint.flow.graph import Draft, Kind, Passage

Block = Callable[[Sequence[ast.stmt], Draft], None]

_COPIES_DEEP = 2  # so 25 copies at most


def managed(node: ast.With | ast.AsyncWith, draft: Draft, block: Block) -> None:
    """The points of a `with`, whose body `block` draws."""
    _entered(node.items, node, draft, block)


def guarded(node: Any, draft: Draft, block: Block) -> None:
    """The points of a `try` or `try` with `except*`, whose parts `block` draws."""
    if not node.finalbody:
        _handled(node, draft, block)
        return
    passage, outer = _open(node, draft)
    _handled(node, draft, block)
    _close(outer, draft)
    _finally(node.finalbody, passage, draft, block)


def _entered(
    items: Sequence[ast.withitem], node: ast.With | ast.AsyncWith, draft: Draft, block: Block
) -> None:
    if not items:
        block(node.body, draft)
        return
    item, waits = items[0], isinstance(node, ast.AsyncWith)
    evaluate(item.context_expr, draft)
    draft.point(item, Kind.ENTERED, raises=True, waits=waits)
    if not draft.ends:
        return
    passage, outer = _open(item, draft)
    if item.optional_vars:
        store(item.optional_vars, draft)
    _entered(items[1:], node, draft, block)
    _close(outer, draft)
    _left(item, passage, draft, waits)


def _left(item: ast.withitem, passage: Passage, draft: Draft, waits: bool) -> None:
    draft.point(item, Kind.LEFT, raises=True, waits=waits)
    onward = draft.ends
    for jump, point in passage.jumps.items():
        draft.ends = [point]
        draft.point(item, Kind.LEFT, raises=True, waits=waits)
        draft.leave(jump)
    if draft.entered[passage.raised]:
        draft.ends = [passage.raised]
        draft.point(item, Kind.LEFT, waits=waits)
        if draft.meaning.swallows(item.context_expr):
            onward = onward + draft.ends
        draft.join(draft.outward)
    draft.ends = onward


def _open(node: ast.AST, draft: Draft) -> tuple[Passage, int]:
    """From here on, jumps and exceptions come by a `finally` or manager first."""
    passage, outer = Passage(draft.place(Kind.RAISED_TO, node)), draft.outward
    draft.rooms.append(passage)
    draft.outward = passage.raised
    return passage, outer


def _close(outer: int, draft: Draft) -> None:
    draft.rooms.pop()
    draft.outward = outer


def _finally(
    body: Sequence[ast.stmt], passage: Passage, draft: Draft, block: Block
) -> None:
    if draft.copies == _COPIES_DEEP:
        _shared_finally(body, passage, draft, block)
        return
    draft.copies += 1
    block(body, draft)
    onward = draft.ends
    for jump, point in passage.jumps.items():
        draft.ends = [point]
        block(body, draft)
        draft.leave(jump)
    if draft.entered[passage.raised]:
        draft.ends = [passage.raised]
        block(body, draft)
        draft.join(draft.outward)
    draft.copies -= 1
    draft.ends = onward


def _shared_finally(
    body: Sequence[ast.stmt], passage: Passage, draft: Draft, block: Block
) -> None:
    goes_on = bool(draft.ends)
    raised = [passage.raised] if draft.entered[passage.raised] else []
    draft.ends = [*draft.ends, *passage.jumps.values(), *raised]
    block(body, draft)
    ends = draft.ends
    for jump in passage.jumps:
        draft.ends = list(ends)
        draft.leave(jump)
    if raised:
        draft.ends = list(ends)
        draft.join(draft.outward)
    draft.ends = ends if goes_on else []


def _handled(node: Any, draft: Draft, block: Block) -> None:
    """The body, the handlers and the `else` of a `try`."""
    if not node.handlers:
        block(node.body, draft)
        return
    outer = draft.outward
    arrived = draft.outward = draft.place(Kind.RAISED_TO, node)
    block(node.body, draft)
    draft.outward = outer
    block(node.orelse, draft)
    done = draft.ends
    if draft.entered[arrived]:
        draft.ends = [arrived]
        if isinstance(node, ast.Try):
            _handlers(node.handlers, draft, block)
        else:
            _group_handlers(node.handlers, draft, block)
        done = done + draft.ends
    draft.ends = done


def _handlers(handlers: Sequence[ast.ExceptHandler], draft: Draft, block: Block) -> None:
    done: list[int] = []
    for handler in handlers:
        if handler.type:
            evaluate(handler.type, draft)
        passed = [] if draft.meaning.takes_everything(handler) else draft.ends
        draft.point(handler, Kind.CAUGHT)
        block(handler.body, draft)
        done += draft.ends
        draft.ends = passed
    draft.join(draft.outward)
    draft.ends = done


def _group_handlers(handlers: Sequence[ast.ExceptHandler], draft: Draft, block: Block) -> None:
    """Several of `except*` may run, one after the other; what is raised in one of them, and
    what none of them takes, is raised behind the last."""
    outer = draft.outward
    untaken, taken = draft.ends, list[int]()
    for handler in handlers:
        assert handler.type
        passed: list[int] = []
        for draft.ends in (untaken, taken):
            evaluate(handler.type, draft)
            passed += draft.ends
            untaken, taken = taken, draft.ends
        draft.ends = passed
        failed = draft.outward = draft.place(Kind.RAISED_TO, handler)
        draft.point(handler, Kind.CAUGHT)
        block(handler.body, draft)
        draft.outward = outer
        taken = taken + draft.ends + ([failed] if draft.entered[failed] else [])
    draft.ends = untaken + taken
    draft.join(outer)
    draft.ends = taken
