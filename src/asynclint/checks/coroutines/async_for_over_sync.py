"""`async for` over what only `for` can iterate over, or over a coroutine nobody awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.keywords import for_of, made_sync
from asynclint.questions.protocols import iterated
from asynclint.rule import Callee, Context, Rule
from asynclint.syntax import COMPREHENSIONS, Comprehension

_ASYNC_ITERATORS = frozenset({"AsyncGenerator", "AsyncIterable", "AsyncIterator"})


def check(node: ast.AsyncFor | Comprehension, ctx: Context) -> Iterator[Finding]:
    for index, iterable in _clauses(node):
        callee = ctx.coroutine_call(iterable)
        if callee is None and not _is_only_sync(iterable, ctx):
            continue
        if ctx.never_runs(node) or is_expected(node, ctx):
            return
        edits = _edits(node, index, iterable, callee, ctx)
        if callee and isinstance(iterable, ast.Call):
            message = (
                f"`{ctx.shown(iterable.func)}(...)` makes a coroutine, which `async for` cannot "
                "iterate over; await it first"
            )
            fix = Fix("Await the coroutine", edits, safe=False) if edits else None
            yield ctx.finding(iterable, message, related=callee.related, fix=fix)
        else:
            message = f"only `for` can iterate over `{ctx.shown(iterable)}`"
            fix = Fix("Iterate by `for`", edits, safe=True) if edits else None
            yield ctx.finding(iterable, f"{message}; `async for` raises an error", fix=fix)


def _is_only_sync(iterable: ast.expr, ctx: Context) -> bool:
    """Whether nothing but `for` can iterate. What a parameter is annotated as may be the sync
    twin of what it is given, so what its methods give is left alone."""
    if isinstance(iterable, ast.Call) and ctx.calls.rests_on_parameter(iterable.func):
        return False
    return iterated(iterable, ctx).only_sync


def _clauses(node: ast.AsyncFor | Comprehension) -> Iterator[tuple[int, ast.expr]]:
    if isinstance(node, ast.AsyncFor):
        yield 0, node.iter
        return
    for index, clause in enumerate(node.generators):
        if clause.is_async:
            yield index, clause.iter


def _edits(
    node: ast.AsyncFor | Comprehension,
    index: int,
    iterable: ast.expr,
    callee: Callee | None,
    ctx: Context,
) -> tuple[Edit, ...]:
    """`for` instead of `async for`, and `await` before a coroutine."""
    awaited = (ctx.insertion(iterable, "await "),) if callee else ()
    if callee and _gives_async_iterator(iterable, ctx):
        return awaited
    if isinstance(node, ast.AsyncFor):
        return (made_sync(node, ctx), *awaited)
    span = for_of(node, index, ctx)
    # Without its one `async`, a generator expression is no longer for `async for`.
    if span is None or isinstance(node, ast.GeneratorExp):
        return ()
    return (Edit(span, "for"), *awaited)


def _gives_async_iterator(call: ast.expr, ctx: Context) -> bool:
    """Whether the coroutine says that its result is for `async for`."""
    found = ctx.definition(call.func) if isinstance(call, ast.Call) else None
    returns = found.function.returns if found and found.function else ""
    return returns.partition("[")[0].rpartition(".")[2] in _ASYNC_ITERATORS


RULE = Rule(
    code="ASL131",
    name="async-for-over-sync",
    summary="async for over what only for can iterate over, or over a coroutine",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFor, *COMPREHENSIONS),
    check=check,
    mentions=(("async",),),
    fix="unsafe",
)
