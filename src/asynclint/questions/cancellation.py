"""Handlers that take a cancellation, and how the paths through them end.

A path is over where the cancellation is raised again, where a test shows that there was none,
or where somebody counts cancellations (`cancelling`, `uncancel`), who then knows what to do.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from asynclint import knowledge
from asynclint.flow import Graph, Kind, Point, reachable
from asynclint.rule import Context
from asynclint.syntax import within

_TABLE = knowledge.table("cancellation")
CLASSES = frozenset(_TABLE["classes"])
_GETTERS = frozenset(_TABLE["class_getters"])
_COUNTS = frozenset({"cancelling", "uncancel"})
_EVERYTHING = "builtins.BaseException"
_LOOPS = (ast.For, ast.AsyncFor, ast.While)

Jump = ast.Return | ast.Break | ast.Continue | ast.Raise
_LEAVES = (ast.Return, ast.Break, ast.Raise)


class Ways(NamedTuple):
    """How paths leave a handler without raising what it caught: the points from which they fall
    off its end, and the statements that lead elsewhere, in the order of the text."""

    ends: list[int]
    jumps: list[Jump]


def takes_cancellation(handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether a handler catches cancellation: by name, or together with everything."""
    return any(_is_cancellation(each, ctx) for each in _caught(handler))


def cancelling_handler(statement: ast.Try, ctx: Context) -> ast.ExceptHandler | None:
    """The handler of a `try` in async code that gets the cancellation of its body.

    None when the body only waits for tasks, which may be what was cancelled, when the handler
    hands the error on, and where another error is on its way already and will be raised.
    """
    if not ctx.in_async(statement) or not _may_be_cancelled(statement.body):
        return None
    handler = next((h for h in statement.handlers if takes_cancellation(h, ctx)), None)
    if handler is None or _hands_on(handler, ctx) or _is_cleaning_up(statement, ctx):
        return None
    return handler


def is_shield(node: ast.AST) -> bool:
    """Whether a `with` keeps cancellation from outside away: `CancelScope(shield=True)`."""
    return isinstance(node, (ast.With, ast.AsyncWith)) and any(
        keyword.arg == "shield" and getattr(keyword.value, "value", True) is not False
        for item in node.items
        if isinstance(item.context_expr, ast.Call)
        for keyword in item.context_expr.keywords
    )


def is_meant(handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether a handler names the cancellation of asyncio, whose tasks may end instead: somebody
    thought of it. Trio and AnyIO want theirs raised whatever was thought:
    https://trio.readthedocs.io/en/stable/reference-core.html#trio.Cancelled"""
    names = (ctx.name(each) for each in _caught(handler) if each is not None)
    return any(name in CLASSES and not name.startswith("trio.") for name in names)


def works_on(
    statement: ast.Try, handler: ast.ExceptHandler, points: Iterable[int], graph: Graph
) -> bool:
    """Whether paths from some points come to the body of a `try` again, and its handler knows
    no other way: one that sometimes leaves tells cancellations apart."""
    if any(isinstance(node, _LEAVES) for node in within(handler)):
        return False
    body = {node for each in statement.body for node in within(each)}
    return any(graph.points[point].node in body for point in reachable(graph, points))


def waits_behind(graph: Graph, points: Iterable[int]) -> bool:
    """Whether a path from behind one of some points leads to where the function waits again."""
    return any(target in graph.waiting for point in points for target in graph.following[point])


def ways_out(handler: ast.ExceptHandler, graph: Graph, ctx: Context) -> Ways:
    """How paths leave a handler that caught a cancellation."""
    inside = set(ast.walk(handler)) - {handler}
    ways = Ways([], [])
    for start in graph.at(handler):
        outside = graph.outward[start]
        seen: set[int] = set()
        pending = list(graph.following[start])
        if any(not _is_inside(graph.points[each], inside) for each in pending):
            ways.ends.append(start)
        while pending:
            point = pending.pop()
            if point in seen or not _is_inside(graph.points[point], inside):
                continue
            seen.add(point)
            if _is_settled(graph.points[point], handler, ctx):
                continue
            jump = _jump(graph.points[point].node, handler, inside, ctx)
            if jump:
                ways.jumps.append(jump)
                continue
            following = [each for each in graph.following[point] if each != outside]
            if any(not _is_inside(graph.points[each], inside) for each in following):
                ways.ends.append(point)
            pending += following
            if graph.raises[point] and graph.outward[point] != outside:
                pending.append(graph.outward[point])
    jumps = dict.fromkeys(ways.jumps)
    return Ways(ways.ends, sorted(jumps, key=lambda jump: (jump.lineno, jump.col_offset)))


def _hands_on(handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether the error itself is kept or given to somebody, other than to be logged, or
    cancellations are counted or told apart."""
    for node in within(handler):
        match node:
            case ast.Attribute(attr=name) if name in _COUNTS:
                return True
            case ast.Call(func=ast.Name(id="isinstance"), args=[_, kinds]):
                classes = kinds.elts if isinstance(kinds, ast.Tuple) else [kinds]
                if any(_is_cancellation(each, ctx) for each in classes):
                    return True  # somebody tells them apart
            case ast.Name(id=name, ctx=ast.Load()) if name == handler.name:
                if not _is_shown(ctx.parent(node)):
                    return True
    return False


def _is_shown(use: ast.AST | None) -> bool:
    """Whether a use of an error only reads, tests or raises it."""
    if isinstance(use, ast.Call):
        function = ast.unparse(use.func).lower()
        return function in ("str", "repr", "type", "print", "isinstance") or "log" in function
    return isinstance(use, (ast.FormattedValue, ast.Raise, ast.Attribute, ast.Compare))


def _is_cleaning_up(statement: ast.Try, ctx: Context) -> bool:
    """Whether a `try` stands in a handler that raises in the end."""
    outer = _innermost_handler(statement, ctx)
    return outer is not None and isinstance(outer.body[-1], ast.Raise)


def _caught(handler: ast.ExceptHandler) -> Sequence[ast.expr | None]:
    return handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]


def _is_cancellation(caught: ast.expr | None, ctx: Context) -> bool:
    if caught is None:
        return True
    if isinstance(caught, ast.Call):
        return ctx.name(caught.func).rpartition(".")[2] in _GETTERS
    name = ctx.name(caught)
    return name in CLASSES or name == _EVERYTHING


def _may_be_cancelled(body: Sequence[ast.stmt]) -> bool:
    if len(body) == 1 and is_shield(body[0]):
        return False
    nodes = [node for statement in body for node in within(statement, leaves=False)]
    awaited = [node.value for node in nodes if isinstance(node, ast.Await)]
    return any(map(_waits_anyway, nodes)) or not all(map(_is_of_task, awaited))


def _waits_anyway(node: ast.AST) -> bool:
    """`async for`, and `async with` of anything but a timeout, whose body counts by itself."""
    if isinstance(node, ast.AsyncWith):
        return not all("timeout" in ast.unparse(item.context_expr) for item in node.items)
    is_async = isinstance(node, ast.comprehension) and bool(node.is_async)
    return is_async or isinstance(node, ast.AsyncFor)


def _is_of_task(awaited: ast.expr) -> bool:
    """Whether what is awaited is no coroutine: a task, or several of them at once."""
    match awaited:
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[first, *rest]):
            return name in ("gather", "shield", "wait", "wait_for") and all(
                not any(isinstance(part, ast.Call) for part in ast.walk(each))
                for each in ([first, *rest] if name == "gather" else [first])
            )
        case ast.Call():
            return False
    return True


def _is_inside(point: Point, inside: set[ast.AST]) -> bool:
    return point.node in inside


def _is_settled(point: Point, handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether the cancellation is known to be dealt with, or that there was none."""
    match point:
        case Point(node=ast.Call(func=ast.Attribute(attr=name))) if name in _COUNTS:
            return True
        case Point(kind=Kind.HOLDS | Kind.FAILS as kind, node=ast.Call() as call):
            return _tells_otherwise(call, kind, handler)
        case Point(kind=Kind.EVALUATED, node=ast.Raise() as raised):
            return _is_again(raised, handler, ctx) and not _is_retaken(raised, handler, ctx)
    return False


def _tells_otherwise(call: ast.Call, kind: Kind, handler: ast.ExceptHandler) -> bool:
    """Whether `isinstance(error, Exception)` holds, or another class that is no cancellation."""
    match call:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), _]):
            return name == handler.name and kind is Kind.HOLDS
    return False


def _is_again(raised: ast.Raise, handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether a `raise` raises a cancellation; a variable may hold it."""
    match raised.exc:
        case None:
            return _innermost_handler(raised, ctx) is handler
        case ast.Name() | ast.Attribute() | ast.Subscript() | ast.Call() as error:
            made = error.func if isinstance(error, ast.Call) else error
            if isinstance(made, ast.Attribute) and made.attr == "with_traceback":
                return True
            name = ctx.name(made)
            is_class = name.rpartition(".")[2][:1].isupper()
            is_kin = name in CLASSES or "Cancel" in ast.unparse(made)
            return is_kin or (not isinstance(error, ast.Call) and not is_class)
    return False


def _innermost_handler(node: ast.AST, ctx: Context) -> ast.ExceptHandler | None:
    return next((each for each in ctx.ancestors(node) if isinstance(each, ast.ExceptHandler)), None)


def _jump(
    node: ast.AST | None, handler: ast.ExceptHandler, inside: set[ast.AST], ctx: Context
) -> Jump | None:
    match node:
        case ast.Return():
            return node
        case ast.Break() | ast.Continue():
            loops = (each for each in ctx.ancestors(node) if isinstance(each, _LOOPS))
            return None if next(loops, None) in inside else node
        case ast.Raise() if _innermost_handler(node, ctx) is handler:
            if _is_again(node, handler, ctx):
                return None
            return None if _is_caught_inside(node, handler, ctx) else node
    return None


def _is_retaken(raised: ast.Raise, handler: ast.ExceptHandler, ctx: Context) -> bool:
    """Whether a `try` in a handler takes a cancellation that is raised in its body."""
    inner: ast.AST = raised
    for outer in ctx.ancestors(raised):
        if outer is handler:
            return False
        if isinstance(outer, ast.Try) and inner in outer.body:
            return any(takes_cancellation(each, ctx) for each in outer.handlers)
        inner = outer
    return False


def _is_caught_inside(node: ast.Raise, handler: ast.ExceptHandler, ctx: Context) -> bool:
    inner: ast.AST = node
    for outer in ctx.ancestors(node):
        if outer is handler:
            return False
        if isinstance(outer, ast.Try) and inner in outer.body and outer.handlers:
            return True
        inner = outer
    return False
