"""A lock that is not released when the code that holds it fails: everybody else waits for ever."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Fix, Group
from asynclint.questions.indenting import block_of, deeper, header, merged, removal
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, within

_MAY_FAIL = (ast.Await, ast.Call, ast.Raise, ast.Return, ast.Subscript)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    lock = _acquired(call, ctx)
    function = ctx.function(call)
    if lock is None or ctx.is_test or not isinstance(function, FUNCTIONS):
        return
    if not ctx.is_instance(lock, frozenset(knowledge.table("primitives")["locks"])):
        return
    releases = list(_releases(ast.unparse(lock), call, function))
    if not releases or any(_is_on_failure(release, ctx) for release in releases):
        return
    if _may_fail_between(call, releases[0], function) and not ctx.never_runs(call):
        yield ctx.finding(
            call,
            f"`{ctx.shown(lock)}` stays locked when what follows fails or is cancelled, and "
            "everybody else waits for ever; use `async with`",
            fix=_enter(call, lock, releases, ctx),
        )


def _acquired(call: ast.Call, ctx: Context) -> ast.expr | None:
    """The object that a statement `await lock.acquire()` acquires."""
    waits = ctx.parent(call)
    if not isinstance(waits, ast.Await) or not isinstance(ctx.parent(waits), ast.Expr):
        return None
    match call:
        case ast.Call(func=ast.Attribute(value=lock, attr="acquire"), args=[], keywords=[]):
            return lock
    return None


def _releases(spelled: str, call: ast.Call, function: Function) -> Iterator[ast.Call]:
    """The calls of a function that release what a call acquired, in the order of the text."""
    found = []
    for node in within(function, leaves=False):
        match node:
            case ast.Call(func=ast.Attribute(value=lock, attr="release")):
                if ast.unparse(lock) == spelled and _place(node) > _place(call):
                    found.append(node)
    yield from sorted(found, key=_place)


def _is_on_failure(release: ast.Call, ctx: Context) -> bool:
    """Whether a call runs after a failure: in a `finally`, or in a handler."""
    inner: ast.AST = release
    for outer in ctx.ancestors(release):
        if isinstance(outer, (*FUNCTIONS, ast.Lambda)):
            return False
        if isinstance(outer, ast.ExceptHandler) or inner in getattr(outer, "finalbody", ()):
            return True
        inner = outer
    return False


def _may_fail_between(call: ast.Call, release: ast.Call, function: Function) -> bool:
    nodes = (node for node in within(function, leaves=False) if isinstance(node, _MAY_FAIL))
    return any(_place(call) < _place(node) < _place(release) for node in nodes)


def _enter(
    call: ast.Call, lock: ast.expr, releases: list[ast.Call], ctx: Context
) -> Fix | None:
    """`async with` in place of the two statements; None unless they stand in one block."""
    acquire, release = ctx.parent(ctx.parent(call) or call), ctx.parent(releases[0])
    if not isinstance(acquire, ast.Expr) or not isinstance(release, ast.Expr):
        return None
    block = block_of(acquire, ctx)
    if len(releases) != 1 or release not in block:
        return None
    held = block[block.index(acquire) + 1 : block.index(release)]
    edits = deeper(held, ctx, behind=acquire) if held else None
    text = ctx.source.segment(ctx.source.span(lock))
    entered = header(acquire, f"async with {text}:", ctx)
    gone = removal(release, ctx)
    if edits is None or entered is None or gone is None:
        return None
    whole = merged((entered, *edits, gone), ctx)
    return Fix("Hold the lock with `async with`", (whole,), safe=True)


def _place(node: ast.expr | ast.stmt) -> tuple[int, int]:
    return node.lineno, node.col_offset


RULE = Rule(
    code="ASL514",
    name="acquire-without-finally",
    summary="a lock that is not released when the code that holds it fails",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("acquire",), ("release",)),
    fix="safe",
)
