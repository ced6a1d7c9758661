"""The statement around an expression: whether a block can be put around it, and how."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint.model import Edit, Span
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS

# Statements that do one thing with a value: a block around them changes nothing else.
_STRAIGHT = (
    *(ast.Call, ast.keyword, ast.Attribute, ast.Subscript, ast.Starred, ast.Tuple, ast.List),
    *(ast.Set, ast.BinOp, ast.UnaryOp, ast.Compare, ast.JoinedStr, ast.FormattedValue),
)
_SIMPLE = (ast.Expr, ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Return)


def of(node: ast.AST, ctx: Context) -> ast.stmt | None:
    """The innermost statement that holds an expression."""
    return next((a for a in ctx.ancestors(node) if isinstance(a, ast.stmt)), None)


def around(awaiting: ast.expr, ctx: Context) -> ast.stmt | None:
    """The simple statement on lines of its own that an `await` is a part of, when it awaits
    nothing else and evaluates the `await` once and in any case; else None."""
    inner: ast.AST = awaiting
    for node in ctx.ancestors(awaiting):
        if isinstance(node, ast.stmt):
            return node if _is_fit(node, inner, ctx) else None
        if not isinstance(node, _STRAIGHT):
            return None
        inner = node
    return None


def _is_fit(statement: ast.stmt, value: ast.AST, ctx: Context) -> bool:
    if not isinstance(statement, _SIMPLE) or statement.value is not value:
        return False
    awaits = sum(isinstance(node, ast.Await) for node in ast.walk(statement))
    return awaits == 1 and is_alone(statement, ctx)


def does_nothing_before(awaiting: ast.expr, statement: ast.stmt, ctx: Context) -> bool:
    """Whether a statement calls nothing before it awaits, so that the `await` may come first."""
    start = ctx.source.span(awaiting).start
    value = getattr(statement, "value", None)
    return value is awaiting or not any(
        isinstance(node, (ast.Call, ast.NamedExpr, ast.Subscript))
        and ctx.source.span(node).end <= start
        for node in ast.walk(value or statement)
    )


def is_alone(statement: ast.stmt, ctx: Context) -> bool:
    """Whether nothing but blanks and comments shares the lines of a statement."""
    lines, span = ctx.source.lines, ctx.source.span(statement)
    before = ctx.source.text[lines.start(statement.lineno) : span.start]
    last = statement.end_lineno or statement.lineno
    after = lines.text(last)[span.end - lines.start(last) :].strip()
    return not before.strip() and after[:1] in ("", "#")


def indent(statement: ast.stmt, ctx: Context) -> str:
    """The blanks before a statement that is alone."""
    start = ctx.source.lines.start(statement.lineno)
    return ctx.source.text[start : ctx.source.span(statement).start]


def unit(ctx: Context) -> str:
    """What the file indents a block with."""
    for node in ast.walk(ctx.source.tree):
        if isinstance(node, FUNCTIONS) and is_alone(node.body[0], ctx):
            inner, outer = indent(node.body[0], ctx), ctx.source.lines.text(node.lineno)
            outer = outer[: len(outer) - len(outer.lstrip())]
            if inner.startswith(outer) and inner != outer and "\n" not in inner:
                return inner[len(outer) :]
    return "    "


def ending(ctx: Context) -> str:
    """What ends the file's first line."""
    lines = ctx.source.lines
    if len(lines) < 2:
        return "\n"
    return ctx.source.text[len(lines.text(1)) : lines.start(2)]


def inside(header: str, statement: ast.stmt, ctx: Context) -> Edit:
    """Puts a statement that is alone inside a block; further lines of it stay where they are,
    since they lie in brackets or strings."""
    start = ctx.source.span(statement).start
    blanks = indent(statement, ctx)
    return Edit(Span(start, start), f"{header}:{ending(ctx)}{blanks}{unit(ctx)}")


def enclosed(
    header: str, call: ast.Call, kept: ast.expr, ctx: Context
) -> tuple[Edit, ...] | None:
    """The statement that awaits a call, inside a block, with an argument in the call's place."""
    awaiting = ctx.parent(call)
    if not isinstance(awaiting, ast.Await):
        return None
    statement = around(awaiting, ctx)
    left = unwrapped(call, kept, ctx)
    if statement is None or left is None:
        return None
    return inside(header, statement, ctx), *left


def unwrapped(call: ast.Call, argument: ast.expr, ctx: Context) -> tuple[Edit, ...] | None:
    """Leaves of a call nothing but one of its arguments; None when a comment would be lost."""
    whole, kept = ctx.source.span(call), bracketed(argument, ctx)
    before, after = Span(whole.start, kept.start), Span(kept.end, whole.end)
    if "#" in ctx.source.segment(before) + ctx.source.segment(after):
        return None
    text = ctx.source.segment(kept)
    is_open = "\n" in text and not stands_alone(text)
    return Edit(before, "(" if is_open else ""), Edit(after, ")" if is_open else "")


def stands_alone(text: str) -> bool:
    """Whether an expression is one without the brackets around it."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def bracketed(node: ast.expr, ctx: Context) -> Span:
    """The span of an expression with the brackets that are its own."""
    span, text = ctx.source.span(node), ctx.source.text
    while True:
        before = len(text[: span.start].rstrip())
        after = span.end + len(text[span.end :]) - len(text[span.end :].lstrip())
        opens = text[before - 1 : before] == "(" and text[after : after + 1] == ")"
        if not opens or not _is_grouping(text, before - 1):
            return span
        span = Span(before - 1, after + 1)


def _is_grouping(text: str, at: int) -> bool:
    """Whether a bracket groups, and calls nothing."""
    previous = text[:at].rstrip()[-1:]
    return not (previous.isalnum() or previous in "_)]\"'")


def loses_comment(spans: Iterable[Span], ctx: Context) -> bool:
    """Whether some text that will be replaced may have a comment."""
    return any("#" in ctx.source.segment(span) for span in spans)


def names_in(node: ast.AST) -> set[str]:
    """All names that appear in a piece of text, parameters included."""
    found = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    found |= {n.arg for n in ast.walk(node) if isinstance(n, ast.arg)}
    return found | {n.name for n in ast.walk(node) if isinstance(n, FUNCTIONS)}


def free(wanted: str, taken: set[str]) -> str:
    """A name that is not taken: the wanted one, or that with a number."""
    if wanted not in taken:
        return wanted
    return next(f"{wanted}_{n}" for n in range(2, 1000) if f"{wanted}_{n}" not in taken)
