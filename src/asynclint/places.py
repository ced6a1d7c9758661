"""The nodes of a file's syntax tree by their place in the text, for what matches come from."""

from __future__ import annotations

import ast
from functools import cached_property

from asynclint.model import Span
from asynclint.rule import Context

_Key = tuple[int, int, int, int]
Node = ast.expr | ast.stmt


class Places:
    """Finds nodes of one file by span. Costs a walk once somebody asks."""

    def __init__(self, ctx: Context) -> None:
        self._ctx = ctx

    def node(self, span: Span) -> Node | None:
        """The outermost expression that covers exactly a span, else the statement."""
        return self._nodes.get(self._key(span))

    def is_typing(self, span: Span) -> bool:
        """Whether a span lies under `if TYPE_CHECKING`, which never runs."""
        return any(block.start <= span.start < block.end for block in self._typing)

    @cached_property
    def _nodes(self) -> dict[_Key, Node]:
        found: dict[_Key, Node] = {}
        for node in ast.walk(self._ctx.source.tree):
            if isinstance(node, (ast.expr, ast.stmt)):
                key = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)
                if not isinstance(found.get(key), ast.expr):
                    found[key] = node
        return found

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

    def _key(self, span: Span) -> _Key:
        return (*self._place(span.start), *self._place(span.end))

    def _place(self, offset: int) -> tuple[int, int]:
        """A place as `ast` tells it: 1-based line, column in UTF-8 bytes."""
        lines = self._ctx.source.lines
        line, column = lines.position(offset)
        before = lines.text(line)[: column - 1]
        return line, len(before.encode("utf-8", "surrogatepass"))
