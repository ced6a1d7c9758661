"""Where a generator hands over in the middle of its work, and what runs around and after it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.parsing.nodes import TRY_STAR
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function, within

MANAGERS = (ast.With, ast.AsyncWith)
_TRIES: tuple[type[ast.AST], ...] = (ast.Try, TRY_STAR)


def yields_of(function: Function) -> list[ast.Yield | ast.YieldFrom]:
    """The yields of a function itself, in the order of the text."""
    nodes = within(function, leaves=False)
    found = [node for node in nodes if isinstance(node, (ast.Yield, ast.YieldFrom))]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def managers_around(node: ast.AST, ctx: Context) -> Iterator[ast.With | ast.AsyncWith]:
    """The `with` blocks of its function that a node stands in, innermost first."""
    for outer, inner in _steps(node, ctx):
        if isinstance(outer, MANAGERS) and inner in outer.body:
            yield outer


def is_tried(node: ast.AST, ctx: Context) -> bool:
    """Whether a `try` of its function expects a node to fail: any handler or `finally`."""
    for outer, inner in _steps(node, ctx):
        body: list[ast.AST] = getattr(outer, "body", [])
        if isinstance(outer, _TRIES) and inner in body:
            return True
    return False


def has_cleanup(function: Function) -> bool:
    """Whether a generator that is closed at one of its yields has something to clean up."""
    for node in within(function, leaves=False):
        ends = isinstance(node, MANAGERS) or bool(getattr(node, "finalbody", []))
        body: list[ast.stmt] = getattr(node, "body", []) if ends else []
        if any(isinstance(n, (ast.Yield, ast.YieldFrom)) for each in body for n in within(each)):
            return True
    return False


def after(statement: ast.stmt, ctx: Context) -> Iterator[ast.stmt]:
    """The statements that follow one in its block, and in the blocks around that."""
    inner: ast.AST = statement
    for outer, inner in _steps(statement, ctx):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(outer, field, None)
            if not isinstance(block, list) or inner not in block:
                continue
            for later in block[block.index(inner) + 1 :]:
                yield later
                if isinstance(later, (ast.Raise, ast.Return)):
                    return


def _steps(node: ast.AST, ctx: Context) -> Iterator[tuple[ast.AST, ast.AST]]:
    """From a node to its function: what holds it, and the part of that it is in."""
    inner = node
    for outer in ctx.ancestors(node):
        yield outer, inner
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
            return
        inner = outer
