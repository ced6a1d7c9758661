"""Facts that travel along the paths of a function until nothing changes, and where paths lead.

A fact is any value that compares by `==`. `join` puts together what two paths bring, and must
come to an end: a fact may change only so many times (a set that only grows or only shrinks, a
value of a small order). None is kept for points that no path comes to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from heapq import heapify, heappop, heappush
from typing import TypeVar

from asynclint.flow.graph import ENTRY, Graph, Point

Fact = TypeVar("Fact")
Change = Callable[[Point, Fact], Fact]
Join = Callable[[Fact, Fact], Fact]


def forward(
    graph: Graph,
    start: Fact,
    change: Change[Fact],
    join: Join[Fact],
    raised: Change[Fact] | None = None,
) -> list[Fact | None]:
    """What holds before each point, by its number, when `start` holds at the beginning.

    `change` says what holds after a point; where it raises, what held before it still does,
    unless `raised` says otherwise.
    """
    facts: list[Fact | None] = [None] * len(graph.points)
    facts[ENTRY] = start
    rank = {point: place for place, point in enumerate(graph.order)}
    pending, waiting = [rank[ENTRY]], {rank[ENTRY]}
    while pending:
        place = heappop(pending)
        waiting.discard(place)
        point = graph.order[place]
        fact = facts[point]
        assert fact is not None
        changed = change(graph.points[point], fact)
        arriving = [(target, changed) for target in graph.following[point]]
        if graph.raises[point]:
            kept = raised(graph.points[point], fact) if raised else fact
            arriving.append((graph.outward[point], kept))
        for target, new in arriving:
            old = facts[target]
            joined = new if old is None else join(old, new)
            if old is None or joined != old:
                facts[target] = joined
                if rank[target] not in waiting:
                    waiting.add(rank[target])
                    heappush(pending, rank[target])
    return facts


def backward(
    graph: Graph, ends: Mapping[int, Fact], change: Change[Fact], join: Join[Fact]
) -> list[Fact | None]:
    """What holds before each point about what comes after it, when `ends` hold at EXIT and
    RAISED (one of them may be left out).

    `change` says what holds before a point from what holds after it; where it raises, what
    holds where the exception arrives does. None where the function never ends.
    """
    facts: list[Fact | None] = [None] * len(graph.points)
    size = len(graph.order)
    rank = {point: size - place for place, point in enumerate(graph.order)}
    points = dict(zip(rank.values(), rank, strict=True))
    for end in ends:
        facts[end] = ends[end]
    pending = [rank[before] for end in ends for before in graph.preceding[end] if before in rank]
    heapify(pending)
    waiting = set(pending)
    while pending:
        place = heappop(pending)
        if place not in waiting:
            continue
        waiting.discard(place)
        point = points[place]
        known = [fact for each in graph.following[point] if (fact := facts[each]) is not None]
        new = [change(graph.points[point], fact) for fact in known]
        raised = facts[graph.outward[point]]
        if graph.raises[point] and raised is not None:
            new.append(raised)
        if not new:
            continue
        joined = new[0]
        for fact in new[1:]:
            joined = join(joined, fact)
        if joined != facts[point]:
            facts[point] = joined
            for before in graph.preceding[point]:
                if before in rank and rank[before] not in waiting:
                    waiting.add(rank[before])
                    heappush(pending, rank[before])
    return facts


def reachable(
    graph: Graph,
    starts: Iterable[int],
    stops: Callable[[Point], bool] = lambda point: False,
    within: Callable[[Point], bool] = lambda point: True,
) -> set[int]:
    """The points that paths lead to from behind some points, as far as they stay `within`.

    A point that `stops` is reached, but no path leads on from it but that of an exception.
    """
    found: set[int] = set()
    pending = [target for start in starts for target in graph.following[start]]
    while pending:
        point = pending.pop()
        if point in found or not within(graph.points[point]):
            continue
        found.add(point)
        if not stops(graph.points[point]):
            pending.extend(graph.following[point])
        if graph.raises[point]:
            pending.append(graph.outward[point])
    return found
