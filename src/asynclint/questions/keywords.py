"""The keywords `async`, `for` and `with` of a statement or comprehension, to be edited."""

from __future__ import annotations

import ast
import re

from asynclint.model import Edit, Span
from asynclint.rule import Context
from asynclint.syntax import Comprehension

_ASYNC = re.compile(r"async[\s\\]+")
_FOR = re.compile(r"(?:async[\s\\]+)?for\b")


def made_async(node: ast.For | ast.With, ctx: Context) -> Edit:
    """The edit that puts `async` before a statement."""
    return ctx.insertion(node, "async ")


def made_sync(node: ast.AsyncFor | ast.AsyncWith, ctx: Context) -> Edit:
    """The edit that takes `async` away from a statement."""
    span = ctx.source.span(node)
    found = _ASYNC.match(ctx.source.text, span.start)
    return Edit(Span(span.start, found.end() if found else span.start), "")


def for_of(node: Comprehension, index: int, ctx: Context) -> Span | None:
    """Where the `for` or `async for` of a clause of a comprehension stands; None where the text
    leaves a doubt, such as a comment that says so too."""
    before: ast.expr = node.value if isinstance(node, ast.DictComp) else node.elt
    if index:
        clause = node.generators[index - 1]
        before = clause.ifs[-1] if clause.ifs else clause.iter
    start, end = ctx.source.span(before).end, ctx.source.span(node.generators[index].target).start
    found = list(_FOR.finditer(ctx.source.text, start, end))
    return Span(found[0].start(), found[0].end()) if len(found) == 1 else None
