"""Edits that give statements lines, or a block, of their own."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Sequence

from asynclint import positions
from asynclint.model import Edit, Span
from asynclint.rule import Context

_UNIT = "    "


def block_of(statement: ast.stmt, ctx: Context) -> list[ast.stmt]:
    """The statements among which one stands."""
    fields = ast.iter_fields(ctx.parent(statement) or ctx.source.tree)
    return next(block for _, block in fields if isinstance(block, list) and statement in block)


def margin(statement: ast.stmt, ctx: Context) -> str | None:
    """The white space that the line of a statement starts with; None when its block has no
    lines of its own, as in `if ready: go()`."""
    block = block_of(statement, ctx)
    first = block[bisect_left(block, statement.lineno, key=lambda each: each.lineno)]
    start = ctx.source.span(first).start
    before = ctx.source.text[ctx.source.lines.start(first.lineno) : start]
    return None if before.strip() else before


def line_end(ctx: Context) -> str:
    """What ends a line in the file."""
    text = ctx.source.text
    return "\r" if "\n" not in text and "\r" in text else positions.line_end(text)


def header(statement: ast.stmt, text: str, ctx: Context) -> Edit | None:
    """An edit that puts the header of a block in place of a statement, on a line of its own;
    None where code or a comment follows on the line, or the block has no lines."""
    before, span = margin(statement, ctx), ctx.source.span(statement)
    line = statement.end_lineno or statement.lineno
    if before is None or not _ends_line(statement, ctx) or line >= len(ctx.source.lines):
        return None
    start = ctx.source.lines.start(statement.lineno) + len(before)
    if start == span.start:
        return Edit(span, text)
    semicolon = ctx.source.text.rindex(";", start, span.start) + 1
    return Edit(Span(semicolon, span.end), f"{line_end(ctx)}{before}{text}")


def line_before(statement: ast.stmt, text: str, ctx: Context) -> Edit | None:
    """An edit that puts a line before a statement; None when the statement begins no line."""
    blanks, start = margin(statement, ctx), ctx.source.span(statement).start
    if blanks is None or ctx.source.lines.start(statement.lineno) + len(blanks) != start:
        return None
    return Edit(Span(start, start), f"{text}{line_end(ctx)}{blanks}")


def removal(statement: ast.stmt, ctx: Context) -> Edit | None:
    """An edit that takes out a statement with its line; None when it shares the line."""
    lines, line = ctx.source.lines, statement.lineno
    text = ctx.source.segment(ctx.source.span(statement))
    if line >= len(lines) or lines.text(line).strip() != text:
        return None
    return Edit(Span(lines.start(line), lines.start(line + 1)), "")


def deeper(
    statements: Sequence[ast.stmt], ctx: Context, *, behind: ast.stmt | None = None
) -> tuple[Edit, ...] | None:
    """Edits that indent the lines of some neighbouring statements by one level more, comments
    between them and the statement `behind` which they stand included; None when a string that
    goes over several lines would change, or a line holds other code."""
    first, last = statements[0], statements[-1]
    before = margin(first, ctx)
    if before is None or any(_spans_lines(node) for each in statements for node in ast.walk(each)):
        return None
    if first is not next(s for s in block_of(first, ctx) if s.lineno == first.lineno):
        return None
    if not _ends_line(last, ctx):
        return None
    unit = "\t" if "\t" in before else _UNIT
    lines, end = ctx.source.lines, last.end_lineno or last.lineno
    top = (behind.end_lineno or behind.lineno) + 1 if behind else first.lineno
    filled = (line for line in range(top, end + 1) if lines.text(line).strip())
    return tuple(Edit(Span(start, start), unit) for start in map(lines.start, filled))


def shallower(
    statements: Sequence[ast.stmt], outer: ast.stmt, ctx: Context
) -> tuple[Edit, ...] | None:
    """Edits that give the lines of the block of a statement the margin of that statement; None
    when a string that goes over several lines would change, or a line holds other code."""
    first, last = statements[0], statements[-1]
    inner, before = margin(first, ctx), margin(outer, ctx)
    if inner is None or before is None or not inner.startswith(before) or inner == before:
        return None
    if any(_spans_lines(node) for each in statements for node in ast.walk(each)):
        return None
    if first.lineno == outer.lineno or not _ends_line(last, ctx):
        return None
    lines, edits = ctx.source.lines, []
    for line in range(first.lineno, (last.end_lineno or last.lineno) + 1):
        text = lines.text(line)
        if text.strip() and text.startswith(inner):
            start = lines.start(line) + len(before)
            edits.append(Edit(Span(start, lines.start(line) + len(inner)), ""))
    return tuple(edits)


def merged(edits: Sequence[Edit], ctx: Context) -> Edit:
    """One edit that does what several do. Two fixes that indent the same lines then are seen to
    clash, and are made one after the other; the same small edits would be made once for both."""
    ordered = sorted(edits)
    start = done = ordered[0].span.start
    parts = []
    for edit in ordered:
        parts += [ctx.source.text[done : edit.span.start], edit.text]
        done = edit.span.end
    return Edit(Span(start, done), "".join(parts))


def _ends_line(statement: ast.stmt, ctx: Context) -> bool:
    """Whether nothing but a comment stands behind a statement on its line."""
    line = ctx.source.lines.text(statement.end_lineno or statement.lineno)
    rest = line.encode("utf-8", "surrogatepass")[statement.end_col_offset or 0 :].strip()
    return not rest or rest.startswith(b"#")


def _spans_lines(node: ast.AST) -> bool:
    """Whether a node is a text whose continuation lines are part of its value."""
    if isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (bytes, str))
    ):
        return node.lineno != node.end_lineno
    return False
