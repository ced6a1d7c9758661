"""The nodes of a file's syntax tree by their place in the text, for what matches come from."""

from __future__ import annotations

import ast
from functools import cached_property

from asynclint.model import Span
from asynclint.rule import Context
from asynclint.syntax import Place

Node = ast.expr | ast.stmt


class Places:
    """Finds nodes of one file by span, on the way down from the module."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def node(self, span: Span) -> Node | None:
        """The outermost expression that covers exactly a span, else the statement."""
        start, end = map(self._ctx.source.lines.place, span)
        statement = None
        stack: list[ast.AST] = [self._ctx.source.tree]
        while stack:
            node = stack.pop()
            if isinstance(node, (ast.expr, ast.stmt)):
                first, last = _extent(node)
                if start < first or end > last:
                    continue
                if (start, end) == ((node.lineno, node.col_offset), last):
                    if isinstance(node, ast.expr):
                        return node
                    statement = node
            stack.extend(ast.iter_child_nodes(node))
        return statement

    def is_typing(self, span: Span) -> bool:
        """Whether a span lies under `if TYPE_CHECKING`, which never runs."""
        return any(block.start <= span.start < block.end for block in self._typing)

    @cached_property
    def _typing(self) -> list[Span]:
        if b"TYPE_CHECKING" not in self._ctx.source.data:
            return []
        span = self._ctx.source.span
        return [
            Span(span(node.body[0]).start, span(node.body[-1]).end)
            for node in ast.walk(self._ctx.source.tree)
            if isinstance(node, ast.If) and self._ctx.name(node.test) == "typing.TYPE_CHECKING"
        ]


def _extent(node: Node) -> tuple[Place, Place]:
    """Where a node starts and ends; decorators belong to what they decorate."""
    decorators = getattr(node, "decorator_list", None)
    first = decorators[0] if decorators else node
    start = (first.lineno, first.col_offset)
    return start, (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
