"""An `__aexit__` that ends every exception, cancellation too."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.flow import ENTRY, Kind, Point, reachable
from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule
from asynclint.syntax import parameters, within


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if function.name != "__aexit__":
        return
    told = _told(function)
    returns = [each for each in within(function) if isinstance(each, ast.Return)]
    returns = [each for each in returns if _is_true(each.value)]
    if not returns or not told:
        return

    def is_test(point: Point) -> bool:
        if isinstance(point.node, ast.match_case):
            return True
        return point.kind in (Kind.HOLDS, Kind.FAILS) and _mentions(point.node, told)

    graph = ctx.flow(function)
    reached = reachable(graph, [ENTRY], is_test)
    for node in returns:
        if not reached.isdisjoint(graph.at(node)):
            yield ctx.finding(
                node,
                "`__aexit__` returns True whatever was raised, which ends every exception, a"
                " cancellation too; return True for the classes that are meant, else None",
            )


def _told(function: ast.AsyncFunctionDef) -> set[str]:
    """The parameters, and the names of what is made of them."""
    told = {parameter.arg for parameter in parameters(function.args)[1:]}
    for node in sorted(_assignments(function), key=lambda each: each.lineno):
        if _mentions(node.value, told):
            told.update(each.id for each in ast.walk(node) if isinstance(each, ast.Name))
    return told


def _assignments(function: ast.AsyncFunctionDef) -> list[ast.Assign | ast.NamedExpr]:
    return [each for each in within(function) if isinstance(each, (ast.Assign, ast.NamedExpr))]


def _is_true(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is True


def _mentions(node: ast.AST | None, names: set[str]) -> bool:
    return node is not None and any(
        isinstance(each, ast.Name) and each.id in names for each in ast.walk(node)
    )


RULE = Rule(
    code="ASL333",
    name="aexit-swallows",
    summary="`__aexit__` returns True whatever was raised",
    group=Group.SUSPICIOUS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("__aexit__",),),
)
