"""A name that is bound in a `move_on_after` alone, and read behind it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import Graph, Kind, Point, build, reachable
from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, within

_MOVE_ON = frozenset({"anyio.move_on_after", "trio.move_on_after", "trio.move_on_at"})
_ASKED = frozenset({"cancelled_caught", "cancel_called"})


def check(statement: ast.With, ctx: Context) -> Iterator[Finding]:
    item = next((each for each in statement.items if _moves_on(each, ctx)), None)
    function = ctx.function(statement)
    if item is None or not isinstance(function, FUNCTIONS):
        return
    inside = {node for each in statement.body for node in within(each)}
    names = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    names -= set(_bound_elsewhere(function, inside, ctx))
    if not names:
        return
    meaning = ctx.meaning._replace(swallows=lambda manager: manager is item.context_expr)
    graph = build(function, meaning)
    for name in sorted(names):
        if _may_be_left_unbound(graph, item, name):
            yield from _read_after(graph, item, name, ctx)


def _moves_on(item: ast.withitem, ctx: Context) -> bool:
    call = item.context_expr
    return isinstance(call, ast.Call) and ctx.name(call.func) in _MOVE_ON


def _bound_elsewhere(
    function: ast.FunctionDef | ast.AsyncFunctionDef, inside: set[ast.AST], ctx: Context
) -> Iterator[str]:
    scope = ctx.scopes.bindings(ctx.scopes.survey.scope_of(function))
    for name, bindings in scope.names.items():
        places = {node for node in inside if isinstance(node, ast.Name) and node.id == name}
        bound = [node for node in places if isinstance(node.ctx, ast.Store)]
        if len(bindings) > len(bound):
            yield name


def _may_be_left_unbound(graph: Graph, item: ast.withitem, name: str) -> bool:
    """Whether something in the body waits before the name is bound."""
    entered = [at for at in graph.at(item) if graph.points[at].kind is Kind.ENTERED]
    left = {at for at in graph.at(item) if graph.points[at].kind is Kind.LEFT}
    found = reachable(graph, entered, lambda point: _binds(point, name) or point.node is item)
    return any(graph.points[at].waits for at in found - left)


def _read_after(graph: Graph, item: ast.withitem, name: str, ctx: Context) -> Iterator[Finding]:
    """The first reads of a name on the way on from where the scope ended its body."""

    def stops(point: Point) -> bool:
        if point.kind in (Kind.HOLDS, Kind.FAILS) and _asks(point.node):
            return True
        return _binds(point, name) or _reads(point, name)

    starts = [
        at
        for at in graph.at(item)
        if graph.points[at].kind is Kind.LEFT
        and any(graph.points[before].kind is Kind.RAISED_TO for before in graph.preceding[at])
    ]
    found = {graph.points[at].node for at in reachable(graph, starts, stops)}
    reads = [node for node in found if isinstance(node, ast.Name) and _is_read(node, name)]
    for node in sorted(reads, key=lambda node: (node.lineno, node.col_offset))[:1]:
        made = item.context_expr
        yield ctx.finding(
            node,
            f"`{name}` is not bound when the time of `{ctx.shown(made)}` was over before: bind it"
            " before the scope, or ask for `cancelled_caught`",
        )


def _asks(node: ast.AST | None) -> bool:
    return node is not None and any(
        isinstance(each, ast.Attribute) and each.attr in _ASKED for each in ast.walk(node)
    )


def _binds(point: Point, name: str) -> bool:
    node = point.node
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _reads(point: Point, name: str) -> bool:
    node = point.node
    return point.kind is Kind.EVALUATED and isinstance(node, ast.Name) and _is_read(node, name)


def _is_read(node: ast.Name, name: str) -> bool:
    return node.id == name and isinstance(node.ctx, ast.Load)


RULE = Rule(
    code="ASL323",
    name="possibly-unbound-after-move-on",
    summary="a name is bound in a move_on scope alone and read behind it",
    group=Group.SUSPICIOUS,
    visits=(ast.With,),
    check=check,
    mentions=(("move_on_after", "move_on_at"),),
)
