"""The pytest marks above a function or class, and those that a `pytestmark` gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asynclint import knowledge
from asynclint.model import Edit, Fix, Span
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function

_PREFIX = "pytest.mark."


class Mark(NamedTuple):
    """A mark: its name, such as "asyncio", the expression it stands in, and its call, None when
    it has no arguments. `is_alias` tells a mark under another name."""

    name: str
    node: ast.expr
    call: ast.Call | None
    is_alias: bool = False


def mark(expression: ast.expr, ctx: Context) -> Mark | None:
    """The mark an expression certainly is."""
    meant, is_alias = _meant(expression, ctx)
    call = meant if isinstance(meant, ast.Call) else None
    # Asked of the text alone: what pytest's own code says of `pytest.mark` leads nowhere.
    names = ctx.scopes.full_names(call.func if call else meant)
    (name,) = names if len(names) == 1 else ("",)
    if not name.startswith(_PREFIX):
        return None
    return Mark(name.removeprefix(_PREFIX), expression, call, is_alias)


def marks(node: Function | ast.ClassDef, ctx: Context) -> list[Mark]:
    """The marks directly above a function or class."""
    return [found for each in node.decorator_list if (found := mark(each, ctx))]


def marks_around(node: Function, ctx: Context) -> Iterator[Mark | None]:
    """All marks a test has: its own, those of its classes and of the module. None stands for
    something that may be any mark."""
    yield from (mark(each, ctx) for each in node.decorator_list)
    bodies: list[Sequence[ast.stmt]] = [ctx.source.tree.body]
    for outer in ctx.ancestors(node):
        if isinstance(outer, ast.ClassDef):
            yield from (mark(each, ctx) for each in outer.decorator_list)
            bodies.append(outer.body)
    for body in bodies:
        for value in _pytestmarks(body):
            parts = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
            yield from (mark(part, ctx) for part in parts)


def keeps_test(decorator: ast.expr, ctx: Context) -> bool:
    """Whether a decorator certainly leaves a test what it is."""
    if mark(decorator, ctx):
        return True
    name = ctx.name(decorator.func if isinstance(decorator, ast.Call) else decorator)
    return name in knowledge.table("tests")["keep"]


def is_plain(node: Function, ctx: Context) -> bool:
    """Whether all that stands above a function leaves it what it is."""
    return all(keeps_test(each, ctx) for each in node.decorator_list)


def removal(decorator: ast.expr, ctx: Context, *, safe: bool) -> Fix | None:
    """A fix that takes a decorator away with its line; None where a comment stands there."""
    parent = ctx.parent(decorator)
    if not isinstance(parent, (*FUNCTIONS, ast.ClassDef)):
        return None
    lines, span = ctx.source.lines, ctx.source.span(decorator)
    first, last = lines.position(span.start).line, lines.position(span.end).line
    start, end = lines.start(first), lines.start(last + 1)
    before, after = ctx.source.text[start : span.start], ctx.source.text[span.end : end]
    if before.strip() != "@" or after.strip():
        return None
    return Fix("Remove the mark", (Edit(Span(start, end), ""),), safe)


def _meant(expression: ast.expr, ctx: Context) -> tuple[ast.expr, bool]:
    """A mark as written, or what a name was once assigned: `slow = pytest.mark.slow(...)`."""
    if isinstance(expression, ast.Name):
        bound = ctx.scopes.only_binding(expression)
        if bound and bound.value is not None:
            return bound.value, True
    return expression, False


def _pytestmarks(body: Sequence[ast.stmt]) -> Iterator[ast.expr]:
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="pytestmark")], value=value):
                yield value
            case ast.AnnAssign(target=ast.Name(id="pytestmark"), value=ast.expr() as value):
                yield value
            case ast.If() | ast.Try() if "pytestmark" in ast.dump(statement):
                yield ast.Constant(None)  # may be any mark
