"""One expression out of a text, with the places it has there."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import NamedTuple

from asynclint.model import Span
from asynclint.positions import Lines


class Text(NamedTuple):
    """A text, its lines, and what makes a tree of another text."""

    whole: str
    lines: Lines
    read: Callable[[str], ast.Module]

    def part(self, span: Span) -> str:
        return self.whole[span.start : span.end]


def expression(text: Text, span: Span) -> ast.expr | None:
    """The expression in a place; None when no Python reads it alone."""
    line, column = text.lines.place(span.start)
    # The bracket lets the expression stand on its line and in its column.
    program = "(" + "\n" * line + " " * column + text.part(span) + "\n)"
    try:
        tree = text.read(program)
    except (SyntaxError, ValueError):
        return None
    statement = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(statement, ast.Expr):
        return None
    value = statement.value
    if isinstance(value, ast.Tuple) and value.lineno == 1:  # the bracket's own
        if not value.elts:
            return None
        first, last = value.elts[0], value.elts[-1]
        value.lineno, value.col_offset = first.lineno, first.col_offset
        value.end_lineno, value.end_col_offset = last.end_lineno, last.end_col_offset
    ast.increment_lineno(value, -1)
    return value
