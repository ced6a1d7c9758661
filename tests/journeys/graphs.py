"""The events of a graph: which probe can be next after which, by its edges alone."""

from __future__ import annotations

import ast

from asynclint.flow import ENTRY, EXIT, RAISED, Graph, Kind, Meaning, Point, build
from journeys.running import EXIT as RETURNED
from journeys.running import RAISED as FAILED
from journeys.running import START, Event

_PROBES = {"e", "t", "v", "r", "a", "stop", "items", "aitems", "m", "q"}
_MEANING = Meaning(
    never_returns=lambda call: _name(call) == "stop",
    swallows=lambda manager: _name(manager) == "q",
)


def graph_of(source: str) -> Graph:
    """The graph of the one function of a text."""
    function = ast.parse(source).body[0]
    assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
    return build(function, _MEANING)


def steps(graph: Graph) -> set[tuple[Event, Event]]:
    """Each two events of which the second can follow the first."""
    events = [event(point) for point in graph.points]
    events[ENTRY], events[EXIT], events[RAISED] = START, RETURNED, FAILED
    found: set[tuple[Event, Event]] = set()
    for start in graph.order:
        first = events[start]
        if first is None:
            continue
        seen: set[int] = set()
        pending = list(graph.after(start))
        while pending:
            point = pending.pop()
            if point in seen:
                continue
            seen.add(point)
            second = events[point]
            if second is None:
                pending.extend(graph.after(point))
            else:
                found.add((first, second))
    return found


def event(point: Point) -> Event | None:
    """The event of a probe at a point."""
    match point:
        case Point(kind=Kind.EVALUATED, node=ast.Call() as call) if _name(call) in _PROBES:
            return "call", _number(call)
        case Point(node=ast.Await(value=call)):
            return "await", _number(call)
        case Point(kind=Kind.EVALUATED, node=ast.Yield(value=ast.Constant(value=number))):
            return "yield", number
        case Point(kind=Kind.ENTERED, node=ast.withitem(context_expr=call)):
            return "enter", _number(call)
        case Point(kind=Kind.LEFT, node=ast.withitem(context_expr=call)):
            return "leave", _number(call)
        case Point(kind=Kind.NEXT, node=ast.AST(iter=ast.Call() as call)):
            return ("next", _number(call)) if _name(call) != "range" else None
    return None


def _name(node: ast.AST) -> str:
    return getattr(getattr(node, "func", None), "id", "")


def _number(node: ast.AST) -> int:
    assert isinstance(node, ast.Call)
    assert isinstance(node.args[0], ast.Constant)
    return int(node.args[0].value)
