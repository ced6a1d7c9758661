"""Points and edges of one function, finished (`Graph`) and while they are drawn (`Draft`)."""

from __future__ import annotations

import ast
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from asynclint.flow.meaning import Meaning

ENTRY, EXIT, RAISED = range(3)


class Kind(Enum):
    """What happens at a point."""

    END = "the function begins or ends"
    EVALUATED = "an expression, a binding or a simple statement takes effect"
    HOLDS = "a condition or a `case` was met"
    FAILS = "a condition was not met"
    ENTERED = "a manager is entered"
    LEFT = "a manager is left"
    NEXT = "a loop or comprehension asks for its next item"
    AGAIN = "a `while` begins a round"
    RAISED_TO = "exceptions of a `try` or `with` arrive"
    CAUGHT = "a handler begins"
    LEAVING = "a jump comes by a `finally` or manager"


class Point(NamedTuple):
    """One step of a function. `waits`: others may run meanwhile (`await`, `async for`)."""

    kind: Kind
    node: ast.AST | None = None
    waits: bool = False


class Graph:
    """The points of a function by number, and the edges between them.

    `following`: where a point leads. `raises`: whether it may raise; `outward`: where an
    exception raised there arrives, whether or not it raises any.
    """

    def __init__(
        self,
        points: list[Point],
        following: list[list[int]],
        raises: list[bool],
        outward: list[int],
    ) -> None:
        self.points = points
        self.following = following
        self.raises = raises
        self.outward = outward

    def at(self, node: ast.AST) -> list[int]:
        """The points of a node, none where it is never reached; several in a `finally`."""
        return self._places.get(node, [])

    def after(self, point: int) -> list[int]:
        """All points that may be next, after an exception too."""
        following = self.following[point]
        return [*following, self.outward[point]] if self.raises[point] else following

    @cached_property
    def preceding(self) -> list[list[int]]:
        """The points each point may come from, by an exception too."""
        found: list[list[int]] = [[] for _ in self.points]
        for point in range(len(self.points)):
            for target in self.after(point):
                found[target].append(point)
        return found

    @cached_property
    def order(self) -> list[int]:
        """The points that are ever reached, each before what follows it, loops aside."""
        seen = [False] * len(self.points)
        seen[ENTRY] = True
        found: list[int] = []
        stack = [(ENTRY, iter(self.after(ENTRY)))]
        while stack:
            point, targets = stack[-1]
            target = next((each for each in targets if not seen[each]), None)
            if target is None:
                found.append(point)
                stack.pop()
            else:
                seen[target] = True
                stack.append((target, iter(self.after(target))))
        found.reverse()
        return found

    @cached_property
    def waiting(self) -> frozenset[int]:
        """The points that wait, and those from which a path leads to one that does."""
        pending = [number for number in self.order if self.points[number].waits]
        found: set[int] = set()
        while pending:
            point = pending.pop()
            if point not in found:
                found.add(point)
                pending.extend(self.preceding[point])
        return frozenset(found)

    @cached_property
    def _places(self) -> dict[ast.AST, list[int]]:
        found: dict[ast.AST, list[int]] = {}
        for point in sorted(self.order):
            node = self.points[point].node
            if node is not None:
                found.setdefault(node, []).append(point)
        return found


class Loop:
    """A loop that is being drawn: where `continue` leads, and where `break` came from."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.breaks: list[int] = []


class Jump(NamedTuple):
    """A way out: of a loop, on to its next round, or of the function when there is no loop."""

    loop: Loop | None = None
    again: bool = False


class Passage:
    """A `finally` or manager that is being drawn: where exceptions arrive, and each jump."""

    def __init__(self, raised: int) -> None:
        self.raised = raised
        self.jumps: dict[Jump, int] = {}


class Draft:
    """A graph that is being drawn. `ends` are the points whose next point is not drawn yet:
    none, where the text is never reached. `outward` is where exceptions go, `rooms` are the
    loops and passages around, innermost last."""

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.points = [Point(Kind.END) for _ in (ENTRY, EXIT, RAISED)]
        self.following: list[list[int]] = [[] for _ in self.points]
        self.raises = [False] * len(self.points)
        self.sources = [RAISED] * len(self.points)
        self.entered = [True] * len(self.points)
        self.ends = [ENTRY]
        self.outward = RAISED
        self.rooms: list[Loop | Passage] = []
        self.copies = 0

    def place(self, kind: Kind, node: ast.AST, *, waits: bool = False) -> int:
        """A point that nothing leads to yet."""
        self.points.append(Point(kind, node, waits))
        self.following.append([])
        self.raises.append(False)
        self.sources.append(self.outward)
        self.entered.append(False)
        return len(self.points) - 1

    def point(
        self,
        node: ast.AST,
        kind: Kind = Kind.EVALUATED,
        *,
        raises: bool = False,
        waits: bool = False,
    ) -> None:
        """The next point, if it is ever reached."""
        if self.ends:
            self.lead_to(self.place(kind, node, waits=waits), raises=raises)

    def lead_to(self, point: int, *, raises: bool = False) -> None:
        """The ends lead to a point that was placed, and it is the only end then."""
        if self.ends:
            self.join(point)
            self.ends = [point]
            self.may_raise(point, raises)

    def may_raise(self, point: int, raises: bool) -> None:
        """Whether a placed point that was led to may raise."""
        if raises:
            self.raises[point] = True
            self.entered[self.sources[point]] = True

    def join(self, point: int) -> None:
        """The ends lead to a point, and the text goes on nowhere."""
        for end in self.ends:
            self.following[end].append(point)
            self.entered[point] = True
        self.ends = []

    def leave(self, jump: Jump) -> None:
        """The ends go where a jump leads, by way of what is to be done before."""
        if not self.ends:
            return
        for room in reversed(self.rooms):
            if isinstance(room, Passage):
                if jump not in room.jumps:
                    node = self.points[room.raised].node
                    assert node is not None
                    room.jumps[jump] = self.place(Kind.LEAVING, node)
                self.join(room.jumps[jump])
                return
            if room is jump.loop:
                break
        if jump.loop is None:
            self.join(EXIT)
        elif jump.again:
            self.join(jump.loop.head)
        else:
            jump.loop.breaks.extend(self.ends)
            self.ends = []

    def finish(self) -> Graph:
        """The graph that was drawn."""
        return Graph(self.points, self.following, self.raises, self.sources)
