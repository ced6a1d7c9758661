"""Sync iteration over what only `async for` can iterate over."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.keywords import for_of, made_async
from asynclint.questions.protocols import (
    WORDS,
    iterated,
    may_be_async_iterable,
    speaks_async,
)
from asynclint.rule import Context, Rule
from asynclint.syntax import COMPREHENSIONS, Comprehension

# Builtins that iterate over all their arguments, and over all but the first.
_ALL = frozenset(
    f"builtins.{name}"
    for name in ("all", "any", "dict", "enumerate", "frozenset", "iter", "list", "max", "min")
) | frozenset(f"builtins.{name}" for name in ("set", "sorted", "sum", "tuple", "zip"))
_LATER = frozenset({"builtins.filter", "builtins.map"})
_WORDS = frozenset(name.rpartition(".")[2] for name in _ALL | _LATER)
_Iterating = ast.For | Comprehension | ast.Call | ast.Starred | ast.YieldFrom | ast.Assign


def check(node: _Iterating, ctx: Context) -> Iterator[Finding]:
    for index, iterable in enumerate(_iterables(node, ctx)):
        if iterable is None or not may_be_async_iterable(iterable, ctx):
            continue
        if not iterated(iterable, ctx).only_async:
            continue
        if ctx.never_runs(node) or is_expected(node, ctx):
            return
        yield ctx.finding(
            iterable,
            f"only `async for` can iterate over `{ctx.shown(iterable)}`; this raises `TypeError`",
            fix=_fix(node, index, ctx),
        )


def _iterables(node: _Iterating, ctx: Context) -> Iterator[ast.expr | None]:
    """What a node iterates over; for a comprehension, None stands for an async clause."""
    match node:
        case ast.For(iter=iterable):
            yield iterable
        case ast.Starred(value=iterable, ctx=ast.Load()) | ast.YieldFrom(value=iterable):
            yield iterable
        case ast.Assign(targets=[ast.Tuple() | ast.List()], value=iterable):
            yield iterable
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _WORDS:
            full = ctx.name(node.func)
            if full in _ALL | _LATER:
                yield from arguments[full in _LATER :]
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            for clause in node.generators:
                yield None if clause.is_async else clause.iter


def _fix(node: _Iterating, index: int, ctx: Context) -> Fix | None:
    """`async for`, where it may be written and nobody else sees a difference."""
    if not isinstance(node, (ast.For, ast.ListComp, ast.SetComp, ast.DictComp)):
        return None
    if not ctx.in_async(node):
        return None
    if isinstance(node, ast.For):
        return Fix("Iterate by `async for`", (made_async(node, ctx),), safe=True)
    span = for_of(node, index, ctx)
    if span is None:
        return None
    edit = Edit(Span(span.start, span.start), "async ")
    return Fix("Iterate by `async for`", (edit,), safe=True)


RULE = Rule(
    code="ASL130",
    name="for-over-async-generator",
    summary="sync iteration over what only async for can iterate over",
    group=Group.CORRECTNESS,
    visits=(ast.For, *COMPREHENSIONS, ast.Call, ast.Starred, ast.YieldFrom, ast.Assign),
    check=check,
    mentions=(WORDS,),
    needs=speaks_async,
    fix="safe",
)
