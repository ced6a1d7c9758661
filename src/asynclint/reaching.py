"""Which bindings of a name can be in force where the name is used.

Every statement of a function stands in a block, and blocks nest: a path of blocks says under
which conditions a statement runs. A binding whose path begins the path of a later use always
comes before it, and hides what was bound before; one in the other branch of an `if` never does.
Only uses in the very function count: what a nested function sees depends on when it is called.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from asynclint.bindings import Binding
from asynclint.syntax import Place


class Runs(Enum):
    """How a block of a statement relates to the other blocks of the same statement."""

    INSTEAD = "instead of the others"
    AGAIN = "any number of times"
    PERHAPS = "perhaps, besides the others"


class Block(NamedTuple):
    """One block of a compound statement: where the statement starts, and which block it is."""

    start: Place
    name: str
    runs: Runs


Path = tuple[Block, ...]


class Blocks:
    """The paths of the statements of a body."""

    def __init__(self, body: Sequence[ast.stmt]) -> None:
        found = sorted(_paths(body, ()))
        self._starts = [start for start, _, _ in found]
        self._found = found

    def path(self, place: Place) -> Path:
        """The blocks around the statement that holds a place."""
        index = bisect_right(self._starts, place) - 1
        while index >= 0:
            _, end, path = self._found[index]
            if place < end:
                return path
            index -= 1
        return ()

    def reaching(self, bindings: Sequence[Binding], use: Place) -> list[Binding]:
        """Those of the bindings that can be in force at a place; all of them when none is
        sure to come before it and none can be told apart."""
        path = self.path(use)
        placed = [(effect(binding), self._path_of(binding), binding) for binding in bindings]
        before = [each for each in placed if each[0] <= use]
        # A walrus may stand behind `and`, where it does not always come to it.
        sure = [
            each
            for each in before
            if path[: len(each[1])] == each[1] and not isinstance(each[2].node, ast.NamedExpr)
        ]
        last = max(sure, key=lambda each: each[0]) if sure else None
        kept = []
        for at, own, binding in placed:
            again = _comes_again(own, path, last[1] if last else None)
            if at > use or (last and at < last[0]):
                if again and not (last and at < last[0]):
                    kept.append(binding)
            elif again or not _exclude_each_other(own, path):
                kept.append(binding)
        return kept

    def _path_of(self, binding: Binding) -> Path:
        path = self.path(_place(binding))
        node = binding.node
        if isinstance(node, (ast.For, ast.AsyncFor)):
            start = (node.lineno, node.col_offset)
            return (*path, Block(start, "body", Runs.AGAIN))
        if isinstance(node, ast.ExceptHandler):
            return (*path, Block((node.lineno, node.col_offset), "body", Runs.PERHAPS))
        return path


def effect(binding: Binding) -> Place:
    """Where a binding comes into force: after the expression whose value it binds."""
    node = binding.node
    if isinstance(node, (ast.For, ast.AsyncFor)):
        node = node.iter
    elif isinstance(node, ast.withitem):
        node = node.context_expr
    elif isinstance(node, (ast.arg, ast.ExceptHandler)):
        return _place(binding)
    end = (getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0)
    return end if end != (0, 0) else _place(binding)


def _place(binding: Binding) -> Place:
    node: ast.AST = binding.node
    if isinstance(node, ast.arg):
        return (0, 0)
    if isinstance(node, ast.withitem):
        node = node.context_expr
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))


def _comes_again(binding: Path, use: Path, last: Path | None) -> bool:
    """Whether a loop leads from a binding back to a use, past the last sure binding."""
    for depth, (one, other) in enumerate(zip(binding, use, strict=False)):
        if one != other:
            return False
        inside = last is not None and len(last) > depth and last[depth] == one
        if one.runs is Runs.AGAIN and not inside:
            return True
    return False


def _exclude_each_other(one: Path, other: Path) -> bool:
    for left, right in zip(one, other, strict=False):
        if left != right:
            return left.start == right.start and left.runs is right.runs is Runs.INSTEAD
    return False


def _paths(body: Sequence[ast.stmt], path: Path) -> Iterator[tuple[Place, Place, Path]]:
    for statement in body:
        start = (statement.lineno, statement.col_offset)
        end = (statement.end_lineno or 0, statement.end_col_offset or 0)
        yield start, end, path
        for name, runs, block in _blocks(statement):
            if runs is None:
                yield from _paths(block, path)
            else:
                yield from _paths(block, (*path, Block(start, name, runs)))


def _blocks(statement: ast.stmt) -> Iterator[tuple[str, Runs | None, list[ast.stmt]]]:
    """The blocks of a statement. A `finally` runs as the statement does; a `with` block may be
    left early, when its manager swallows an exception."""
    match statement:
        case ast.With() | ast.AsyncWith():
            yield "body", Runs.PERHAPS, statement.body
        case ast.If():
            yield "body", Runs.INSTEAD, statement.body
            yield "orelse", Runs.INSTEAD, statement.orelse
        case ast.For() | ast.AsyncFor() | ast.While():
            yield "body", Runs.AGAIN, statement.body
            yield "orelse", Runs.PERHAPS, statement.orelse
        case ast.Match():
            for index, case in enumerate(statement.cases):
                yield f"case {index}", Runs.INSTEAD, case.body
        case _ if hasattr(statement, "handlers"):  # TryStar exists from 3.11 on
            yield "body", Runs.PERHAPS, getattr(statement, "body", [])
            for index, handler in enumerate(statement.handlers):
                yield f"handler {index}", Runs.PERHAPS, handler.body
            yield "orelse", Runs.PERHAPS, getattr(statement, "orelse", [])
            yield "", None, getattr(statement, "finalbody", [])
