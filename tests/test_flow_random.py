"""Random functions: what happens on their paths is what their graph says, no more and no less."""

from __future__ import annotations

from itertools import pairwise

import pytest
from journeys.graphs import event, graph_of, steps
from journeys.running import EXIT, Event, Journey, journeys
from journeys.texts import Text, text

from asynclint.flow import ENTRY, Graph, Point, backward, forward
from asynclint.flow import EXIT as EXIT_POINT

CHUNK = 2_000
_RUNS = 15  # at least; all steps of an exact graph are looked for in so many at most:
_MOST_RUNS = 20_000


@pytest.mark.parametrize("start", range(0, 10 * CHUNK, CHUNK))
def test_all_paths_and_no_others(start: int) -> None:
    assert [(seed, bad) for seed in range(start, start + CHUNK) if (bad := _complaint(seed))] == []


@pytest.mark.parametrize("start", range(20_000, 20_400, 100))
def test_each_step_that_python_traces(start: int) -> None:
    for seed in range(start, start + 100):
        written = text(seed)
        drawn = steps(graph_of(written.source))
        for _, journey in zip(range(20), journeys(written.source, traced=True), strict=False):
            assert set(pairwise(journey.events)) <= drawn, written.source


def _complaint(seed: int) -> str:
    """What is wrong about the graph of a random function; "" when it is right."""
    written = text(seed)
    graph = graph_of(written.source)
    drawn = steps(graph)
    seen: set[tuple[Event, Event]] = set()
    ended: list[Journey] = []
    is_all = True
    most = _MOST_RUNS if written.exact else 4 * _RUNS
    for count, journey in enumerate(journeys(written.source), start=1):
        seen |= set(pairwise(journey.events))
        if journey.events[-1] == EXIT:
            ended.append(journey)
        if count >= _RUNS and (drawn <= seen or count >= most):
            is_all = False
            break
    if seen - drawn:
        return f"paths the graph lacks: {seen - drawn}\n{written.source}"
    if written.exact and drawn - seen:
        return f"paths that are never taken: {drawn - seen}\n{written.source}"
    return _wrong_facts(written, graph, ended, is_all)


def _wrong_facts(written: Text, graph: Graph, ended: list[Journey], is_all: bool) -> str:
    """Events on all ways to the end, and on some, forward and backward."""
    start: frozenset[Event] = frozenset()
    certain = forward(graph, start, _noted, frozenset.intersection)[EXIT_POINT]
    possible = forward(graph, start, _noted, frozenset.union)[EXIT_POINT]
    if certain != backward(graph, {EXIT_POINT: start}, _noted, frozenset.intersection)[ENTRY]:
        return f"forward and backward differ\n{written.source}"
    if certain is None or possible is None or not ended:
        wrong = bool(ended) or (written.exact and is_all and certain is not None)
        return f"whether it ends\n{written.source}" if wrong else ""
    always = frozenset.intersection(*(journey.done for journey in ended))
    sometimes = frozenset.union(*(journey.done for journey in ended))
    if not (certain <= always and sometimes <= possible):
        return f"{certain} {always} {sometimes} {possible}\n{written.source}"
    if written.exact and is_all and certain != always:
        return f"{certain} is not {always}\n{written.source}"
    return ""


def _noted(point: Point, fact: frozenset[Event]) -> frozenset[Event]:
    happened = event(point)
    return fact | {happened} if happened else fact


def test_the_points_that_lead_to_a_wait_are_those_that_a_search_finds() -> None:
    for seed in range(30_000, 30_300):
        graph = graph_of(text(seed).source)

        for point in graph.order:
            around, pending = set[int](), [point]
            while pending:
                if (each := pending.pop()) not in around:
                    around.add(each)
                    pending += graph.after(each)
            waits = any(graph.points[each].waits for each in around)
            assert waits == (point in graph.waiting), text(seed).source
