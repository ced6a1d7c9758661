"""Async functions of which nothing can be asked: stubs, overloads, abstract methods."""

from __future__ import annotations

import ast

from asynclint.listed import is_listed
from asynclint.model import Span
from asynclint.rule import Context
from asynclint.syntax import within

_SKIPPED = frozenset(
    {"abstractmethod", "asynccontextmanager", "fixture", "hookimpl", "overload"}
)
_PARTNERS = {"__aenter__": "__aexit__", "__aexit__": "__aenter__"}
_WAITS = (ast.Await, ast.AsyncFor, ast.AsyncWith)


def is_generator(function: ast.AsyncFunctionDef) -> bool:
    """Whether a function has a `yield` of its own."""
    return any(isinstance(node, ast.Yield) for node in within(function, leaves=False))


def is_exempt(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether no checkpoint is asked of a function: it is a stub, overloaded, abstract, an
    override, a fixture, a manager, half of a manager whose other half has one, or excused."""
    made = _decorators(function)
    if any({_last(ctx.name(each)), _last(ast.unparse(each))} & _SKIPPED for each in made):
        return True
    if is_excused(function, ctx):
        return True
    return all(map(_is_empty, function.body)) or _partner_waits(function, ctx)


def is_excused(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether a decorator that the setting `no-checkpoint-decorators` names is on a function."""
    listed = ctx.options.no_checkpoint_decorators
    return any(is_listed(each, listed, ctx.name) for each in _decorators(function))


def defined_at(function: ast.AsyncFunctionDef, ctx: Context) -> Span:
    """Where a function says that it is one, up to its name."""
    start = ctx.source.span(function).start
    return Span(start, ctx.source.text.index(function.name, start) + len(function.name))


def _decorators(function: ast.AsyncFunctionDef) -> list[ast.expr]:
    return [each.func if isinstance(each, ast.Call) else each for each in function.decorator_list]


def _last(name: str) -> str:
    return name.rpartition(".")[2]


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
