"""The paths through one function: the one engine of every rule that asks "on each path?".

**Points.** A function is broken into points, in the order in which Python evaluates: each
expression that does something, each binding of a name, the entering and leaving of a manager,
each question of a loop for its next item, each handler that is entered, each jump. A constant is
no point, and what stands behind a `return` has none: whoever asks for it gets an empty answer and
is silent. There are three points of no node: ENTRY, EXIT (it returned) and RAISED (it raised).

**Edges.** A point is followed by others, in no order; two of them after a test, where the points
`HOLDS` and `FAILS` say which way was taken. Whatever may raise has one edge more, to where an
exception raised there arrives: the nearest handlers, `finally` or manager, else RAISED. An
exception means that the point had no effect: `x = f()` does not bind when `f` raises, and a
cancelled `await` did not wait. An `await` raises when it is cancelled, a `yield` when the
generator is closed or thrown into, so no more edges are needed for either.

**Copies.** A `finally` runs on the way to several places: on, out of a loop, out of the function,
up to a handler. If all of these shared its points, a path could come in by `return` and go on
behind the `try`, which no program does, and most answers would be "perhaps". So its body is built
once for each way out that the text has, at most five or so, and managers likewise. A `finally`
in a `finally` in a `finally` is shared: the graph stays linear in the text.

**Meaning.** What the text alone does not say is asked (`Meaning`): what a condition always is,
whether a call never returns, whether a manager may swallow exceptions, whether a handler takes
everything. An edge that the answers exclude is not there.

**Answers.** `forward` and `backward` carry facts along the edges until nothing changes. A rule
says what holds at the start, how two paths are joined, and what a point changes; it must not be
able to change a fact for ever, so that an end is certain. Points are worked off in the order of
the text, and Python nests loops at most twenty deep, so a point is seen a few times, not once for
each other point. `reachable` answers the simpler question of where paths lead that pass no point
of a kind. Everything is worked out when a rule asks, and once for each function.
"""

from asynclint.flow.building import build
from asynclint.flow.graph import ENTRY, EXIT, RAISED, Graph, Kind, Point
from asynclint.flow.meaning import Meaning
from asynclint.flow.solving import backward, forward, reachable

__all__ = [
    "ENTRY",
    "EXIT",
    "RAISED",
    "Graph",
    "Kind",
    "Meaning",
    "Point",
    "backward",
    "build",
    "forward",
    "reachable",
]
