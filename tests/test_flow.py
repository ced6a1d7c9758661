"""What a graph of paths says of small functions, in words that can be checked by reading."""

from __future__ import annotations

import ast
from textwrap import dedent, indent

import pytest

from asynclint.flow import (
    ENTRY,
    EXIT,
    RAISED,
    Graph,
    Kind,
    Meaning,
    Point,
    backward,
    build,
    forward,
    reachable,
)


def graph_of(body: str, meaning: Meaning | None = None) -> Graph:
    source = "async def f():\n" + indent(dedent(body).strip(), "    ")
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.AsyncFunctionDef)
    return build(function, meaning)


def called(point: Point) -> str:
    """The name of what is called at a point, "" when nothing is."""
    node = point.node
    is_call = point.kind is Kind.EVALUATED and isinstance(node, ast.Call)
    return ast.unparse(node.func) if is_call else ""  # type: ignore[union-attr]


def certain(graph: Graph, end: int = EXIT) -> set[str] | None:
    """What is called on every path to an end."""
    facts = forward(graph, frozenset[str](), _noted, frozenset.intersection)
    found = facts[end]
    return None if found is None else set(found)


def _noted(point: Point, fact: frozenset[str]) -> frozenset[str]:
    return fact | {called(point)} if called(point) else fact


def is_reached(graph: Graph, name: str) -> bool:
    return any(called(graph.points[point]) == name for point in graph.order)


def test_a_branch_is_not_certain_and_what_stands_behind_it_is() -> None:
    graph = graph_of("""
        if a():
            b()
        c()
    """)

    assert certain(graph) == {"a", "c"}


def test_a_loop_may_have_no_rounds_unless_the_text_shows_items() -> None:
    assert certain(graph_of("for x in a():\n    b()")) == {"a"}
    assert certain(graph_of("for x in (1, 2):\n    b()")) == {"b"}
    assert certain(graph_of("for x in range(3):\n    b()")) == {"b", "range"}
    assert certain(graph_of("for x in []:\n    b()")) == set()


def test_an_endless_loop_ends_by_break_alone() -> None:
    assert certain(graph_of("while True:\n    a()")) is None
    assert certain(graph_of("while True:\n    if a():\n        break\n    b()\nc()")) == {"a", "c"}


def test_finally_runs_on_every_way_out_and_keeps_them_apart() -> None:
    graph = graph_of("""
        try:
            if a():
                return b()
        finally:
            c()
        d()
    """)

    assert certain(graph) == {"a", "c"}
    assert certain(graph, RAISED) == set()
    returns = [p for p, point in enumerate(graph.points) if isinstance(point.node, ast.Return)]
    behind = {called(graph.points[point]) for point in reachable(graph, returns)}
    assert behind - {""} == {"c"}


def test_what_raises_has_had_no_effect() -> None:
    graph = graph_of("""
        try:
            a()
            b()
        except ValueError:
            c()
    """)

    assert certain(graph) == set()
    assert is_reached(graph, "c")


def test_a_handler_of_what_cannot_raise_is_never_reached() -> None:
    assert not is_reached(graph_of("try:\n    pass\nexcept ValueError:\n    a()"), "a")


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("a() and b()", {"a"}),
        ("a() if b() else c()", {"b"}),
        ("a() < b() < c()", {"a", "b"}),
        ("[a() for x in b()]", {"b"}),
        ("(a() for x in b())", {"b"}),
        ("lambda: a()", set()),
        ("True or a()", set()),
        ("False or a()", {"a"}),
        ("a(b(), *c())", {"a", "b", "c"}),
    ],
)
def test_parts_of_expressions_that_are_always_evaluated(test: str, expected: set[str]) -> None:
    assert certain(graph_of(f"x = {test}")) == expected


def test_a_manager_that_swallows_ends_its_body_anywhere() -> None:
    body = "with quiet():\n    a()\nb()"

    assert certain(graph_of(body)) == {"quiet", "a", "b"}
    assert certain(graph_of(body, Meaning(swallows=lambda manager: True))) == {"quiet", "b"}


def test_a_call_that_never_returns_ends_the_path() -> None:
    meaning = Meaning(never_returns=lambda call: True)

    assert certain(graph_of("await a()\nb()", meaning)) is None
    assert certain(graph_of("x = a()\nb()"), EXIT) == {"a", "b"}


def test_a_match_with_a_wildcard_takes_one_of_its_cases() -> None:
    graph = graph_of("""
        match a():
            case 1 if b():
                c()
            case _:
                c()
    """)

    assert certain(graph) == {"a", "c"}


def test_handlers_of_groups_may_all_run() -> None:
    source = "try:\n    a()\nexcept* ValueError:\n    b()\nexcept* OSError:\n    c()"
    try:
        graph = graph_of(source)
    except SyntaxError:  # before Python 3.11
        graph = graph_of("b()\nc()")

    starts = [point for point in graph.order if called(graph.points[point]) == "b"]
    behind = {called(graph.points[point]) for point in reachable(graph, starts)}
    assert "c" in behind


def test_backward_says_what_comes_on_every_path_from_the_start() -> None:
    graph = graph_of("""
        if a():
            return b()
        c()
        b()
    """)

    facts = backward(graph, {EXIT: frozenset[str]()}, _noted, frozenset.intersection)

    assert facts[ENTRY] == {"a", "b"}


def test_points_say_where_others_run_meanwhile() -> None:
    graph = graph_of("""
        async with a() as x:
            async for y in b():
                await c()
        d()
    """)

    waiting = [type(point.node).__name__ for point in graph.points if point.waits]
    assert set(waiting) == {"withitem", "AsyncFor", "Await"}


def test_long_chains_of_every_kind_are_drawn() -> None:
    chain = "a()" + ".b" * 900
    choices = "if x == 0: pass\n" + "".join(f"elif x == {n}: pass\n" for n in range(400))

    assert certain(graph_of(f"y = {chain}")) == {"a"}
    assert certain(graph_of(choices)) == set()
    assert certain(graph_of("y = " + " + ".join(["a()"] * 900))) == {"a"}


def test_finals_within_finals_stay_linear() -> None:
    lines = []
    for deep in range(12):
        pad = "    " * deep
        lines += [f"{pad}try:", f"{pad}    if a(): return", f"{pad}finally:"]

    graph = graph_of("\n".join([*lines, "    " * 12 + "b()"]))

    assert len(graph.points) < 1_000
    assert "b" in (certain(graph) or set())


def test_a_search_may_be_kept_inside_a_statement() -> None:
    graph = graph_of("""
        while x:
            a()
            if y: break
        b()
    """)
    loop = next(point.node for point in graph.points if point.kind is Kind.AGAIN)
    inside = {*ast.walk(loop)} if loop else set()

    found = reachable(graph, [ENTRY], within=lambda point: point.node in inside)

    assert {called(graph.points[point]) for point in found} >= {"a"}
    assert "b" not in {called(graph.points[point]) for point in found}
    assert "b" in {called(graph.points[point]) for point in reachable(graph, [ENTRY])}
