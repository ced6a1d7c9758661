"""What of a function runs after what: two places on one path, one place in every round.

Small and certain: where a condition, a jump or a handler may keep the places apart, the
answer is no.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asynclint.rule import Context
from asynclint.syntax import COMPREHENSIONS, within

_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_OUT_OF_LOOPS = (ast.Return, ast.Raise, ast.Break)
_JUMPS = (*_OUT_OF_LOOPS, ast.Continue)


class _Step(NamedTuple):
    """A node, the part of it that holds a place, and the field of the node that part is in."""

    outer: ast.AST
    inner: ast.AST
    field: str


def runs_both(first: ast.expr, second: ast.expr, ctx: Context) -> bool:
    """Whether one path certainly runs through `first` and then `second`, a later place."""
    around_first = set(ctx.ancestors(first))
    to_second = list(_steps(second, ctx))
    common = next(step.outer for step in to_second if step.outer in around_first)
    *before, out = _below(common, _steps(first, ctx))
    *behind, into = _below(common, to_second)
    if _are_exclusive(common, out.field, into.field) or isinstance(out.inner, _JUMPS):
        return False
    if any(map(_is_conditional, before)) and any(map(_is_conditional, behind)):
        return False  # the conditions may exclude each other
    return not _leaves(before) and not any(map(_expects_failure, behind))


def runs_again(place: ast.expr, start: ast.AST, ctx: Context) -> bool:
    """Whether a loop around a place, and not around `start`, runs it in every round."""
    outside = set(ctx.ancestors(start))
    steps: list[_Step] = []
    for step in _steps(place, ctx):
        if step.outer in outside or _expects_failure(step):
            return False
        steps.append(step)
        if isinstance(step.outer, COMPREHENSIONS):
            return step.field != "generators"
        if isinstance(step.outer, _LOOPS) and step.field == "body":
            return not _ends_loop(steps)
        if _is_conditional(step):
            return False
    return False


def _steps(place: ast.AST, ctx: Context) -> Iterator[_Step]:
    """From a place outwards."""
    inner = place
    for outer in ctx.ancestors(place):
        yield _Step(outer, inner, _field(outer, inner))
        inner = outer


def _below(common: ast.AST, steps: Iterable[_Step]) -> Iterator[_Step]:
    """The steps up to a node that holds both places; the last one is into that node."""
    for step in steps:
        yield step
        if step.outer is common:
            return


def _field(outer: ast.AST, inner: ast.AST) -> str:
    for field, value in ast.iter_fields(outer):
        if inner is value or (isinstance(value, list) and any(inner is each for each in value)):
            return field
    return ""


def _are_exclusive(common: ast.AST, first: str, second: str) -> bool:
    """Whether two parts of a node may not both run, in the order of the text."""
    match common:
        case ast.If() | ast.IfExp():
            return {first, second} == {"body", "orelse"}
        case ast.For() | ast.AsyncFor() | ast.While():
            return {first, second} == {"body", "orelse"}
        case ast.Match():
            return first == "cases"
    return "handlers" in (first, second) and second != "finalbody"


def _is_conditional(step: _Step) -> bool:
    """Whether a part of a node runs only sometimes."""
    match step.outer:
        case ast.If() | ast.IfExp() | ast.While():
            return step.field != "test"
        case ast.For() | ast.AsyncFor():
            return step.field != "iter"
        case ast.BoolOp(values=[first, *_]):
            return step.inner is not first
    return isinstance(step.outer, (ast.ExceptHandler, ast.match_case, *COMPREHENSIONS))


def _expects_failure(step: _Step) -> bool:
    """Whether what runs there may be meant to fail: `pytest.raises`, a `try` for the purpose."""
    if isinstance(step.outer, (ast.With, ast.AsyncWith)):
        calls = (getattr(item.context_expr, "func", None) for item in step.outer.items)
        names = [getattr(call, "attr", getattr(call, "id", "")).lower() for call in calls]
        return any("raises" in name or name == "suppress" for name in names)
    handlers = [h.type for h in getattr(step.outer, "handlers", ())] if step.field == "body" else []
    return any(getattr(error, "id", "") == "RuntimeError" for error in handlers)


def _leaves(steps: Iterable[_Step]) -> bool:
    """Whether a path may go elsewhere after the place that steps start from."""
    leaves = False
    for step in steps:
        if isinstance(step.inner, _JUMPS) or any(_has(s, _JUMPS) for s in _rest(step)):
            leaves = True
        if _is_caught(step, _JUMPS):
            leaves = False
    return leaves


def _ends_loop(steps: Iterable[_Step]) -> bool:
    """Whether a round of a loop, the outer node of the last step, is certainly the last one."""
    ends = False
    for step in steps:
        if isinstance(step.inner, _OUT_OF_LOOPS) or any(map(_ends, _rest(step))):
            ends = True
        if _is_caught(step, _OUT_OF_LOOPS):
            ends = False
    return ends


def _rest(step: _Step) -> list[ast.stmt]:
    """The statements of a block after the one that holds the place."""
    block = getattr(step.outer, step.field)
    return block[block.index(step.inner) + 1 :] if isinstance(block, list) else []


def _is_caught(step: _Step, jumps: tuple[type[ast.stmt], ...]) -> bool:
    """Whether a failure in a `try` goes on behind it, whatever its other statements do."""
    handlers = getattr(step.outer, "handlers", ())
    return len(handlers) > 0 and step.field == "body" and not any(_has(h, jumps) for h in handlers)


def _ends(statement: ast.stmt) -> bool:
    """Whether a statement leaves its loop; what is not plain is taken to."""
    match statement:
        case ast.If(body=body, orelse=orelse):
            return any(map(_ends, body)) and any(map(_ends, orelse))
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return any(map(_ends, body))
    return _has(statement, _OUT_OF_LOOPS)


def _has(node: ast.AST, kinds: tuple[type[ast.stmt], ...]) -> bool:
    return any(isinstance(child, kinds) for child in within(node, leaves=False))
