"""Async functions of which nothing can be asked: stubs, overloads, abstract methods."""

from __future__ import annotations

import ast

from asynclint.model import Span
from asynclint.rule import Context
from asynclint.syntax import within

_SKIPPED = frozenset({"abstractmethod", "overload", "override", "fixture", "hookimpl"})
_PARTNERS = {"__aenter__": "__aexit__", "__aexit__": "__aenter__"}
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def is_generator(function: ast.AsyncFunctionDef) -> bool:
    """Whether a function has a `yield` of its own."""
    return any(isinstance(node, ast.Yield) for node in within(function, leaves=False))


def is_exempt(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether no checkpoint is asked of a function: it is a stub, overloaded, abstract, an
    override, a fixture, or half of a manager whose other half has one."""
    last_words = (ast.unparse(each).rpartition(".")[2] for each in function.decorator_list)
    if any(word.partition("(")[0] in _SKIPPED for word in last_words):
        return True
    return all(map(_is_empty, function.body)) or _partner_waits(function, ctx)


def defined_at(function: ast.AsyncFunctionDef, ctx: Context) -> Span:
    """Where a function says that it is one, up to its name."""
    start = ctx.source.span(function).start
    return Span(start, ctx.source.text.index(function.name, start) + len(function.name))


def _is_empty(statement: ast.stmt) -> bool:
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.Raise():
            return True
    return False


def _partner_waits(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    partner, cls = _PARTNERS.get(function.name), ctx.parent(function)
    if not partner or not isinstance(cls, ast.ClassDef):
        return False
    return any(
        isinstance(each, ast.AsyncFunctionDef)
        and each.name == partner
        and any(isinstance(node, _WAITS) for node in within(each, leaves=False))
        for each in cls.body
    )
