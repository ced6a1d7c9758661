"""Runs a text on all its paths: each probe asks a script what it is to do.

A script is a list of choices; where it ends, the first choice of each probe is taken: go on,
be false, have no more items. From each run the scripts follow that take another choice once.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

Event = tuple[str, int]

START, EXIT, RAISED = ("start", 0), ("exit", 0), ("raised", 0)
# Choices of one run, and rounds of its endless loops; then loops end, and no more is noted.
_MOST, _ROUNDS = 40, 24
_OFTEN = (0, 0, 0, 0, 1, 1, 2, 3, 4)


class A(BaseException):
    """Named by handlers."""


class B(BaseException):
    """Named by handlers."""


class C(BaseException):
    """Named by none."""


class Journey(NamedTuple):
    """One run: what happened, what of it had an effect, whether it came to its end, and of
    each choice which one was taken and how many there were."""

    events: list[Event]
    done: frozenset[Event]
    complete: bool
    taken: list[int]
    ways: list[int]


def journeys(source: str, traced: bool = False) -> Iterator[Journey]:
    """Runs of a text, each on another path; first those close to one that saw something new,
    and some by chance."""
    code = compile(source.replace("while 1:", "while goes_on():"), "text", "exec")
    waiting: deque[list[int]] = deque([[]])
    seen: set[tuple[Event, Event]] = set()
    rng = random.Random(source)
    for count in itertools.count():
        if not waiting:
            return
        is_drawn = count % 3 == 2  # long paths are found by chance sooner than in order
        script = rng.choices(_OFTEN, k=_MOST) if is_drawn else waiting.popleft()
        run = _Run(script)
        journey = run.traced(code) if traced else run.journey(code)
        yield journey
        steps = set(itertools.pairwise(journey.events))
        put = waiting.extend if steps <= seen else waiting.extendleft
        seen |= steps
        for place in range(len(script), len(journey.ways)):
            before = journey.taken[:place]
            put([*before, other] for other in range(1, journey.ways[place]))


class _Run:
    def __init__(self, script: list[int]) -> None:
        self.script = script
        self.events: list[Event] = [START]
        self.done: set[Event] = set()
        self.taken: list[int] = []
        self.ways: list[int] = []
        self.rounds = 0

    def journey(self, code: Any) -> Journey:
        end = EXIT
        try:
            self._drive(code)
        except BaseException as error:
            _check_expected(error)
            end = RAISED
        complete = self.alive()
        if complete:
            self.events.append(end)
        return Journey(self.events, frozenset(self.done), complete, self.taken, self.ways)

    def traced(self, code: Any) -> Journey:
        """The same, with the events that `sys.settrace` reports of calls of `happens`."""
        seen: list[Event] = [START]

        def trace(frame: Any, event: str, _: object) -> None:
            if event == "call" and frame.f_code is _Run.happens.__code__ and self.alive():
                seen.append((frame.f_locals["kind"], frame.f_locals["number"]))

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            journey = self.journey(code)
        finally:
            sys.settrace(before)
        assert journey.events[: len(seen)] == seen
        return journey

    def alive(self) -> bool:
        return len(self.taken) < _MOST and self.rounds < _ROUNDS

    def goes_on(self) -> bool:
        """The condition of an endless loop, which ends when enough has been seen."""
        self.rounds += 1
        return self.alive()

    def choice(self, ways: int) -> int:
        if not self.alive():
            return 0
        place = len(self.taken)
        taken = self.script[place] % ways if place < len(self.script) else 0
        self.taken.append(taken)
        self.ways.append(ways)
        return taken

    def happens(self, kind: str, number: int, ways: int = 1) -> int:
        """One of so many outcomes that are no errors, by the script; or an error."""
        if self.alive():
            self.events.append((kind, number))
        taken = self.choice(ways + 3)
        if taken >= ways:
            raise (A, B, C)[taken - ways]()
        if self.alive():
            self.done.add((kind, number))
        return taken

    def _drive(self, code: Any) -> None:
        names = _probes(self)
        exec(code, names)
        made = names["probed"]()
        if hasattr(made, "asend"):
            self._resume(lambda: _awaited(made.asend(None)), lambda e: _awaited(made.athrow(e)))
        elif hasattr(made, "cr_await"):
            _awaited(made)
        elif hasattr(made, "gi_frame") and made.gi_code.co_name == "probed":
            self._resume(lambda: next(made), made.throw)

    def _resume(self, go_on: Callable[[], Any], throw: Callable[[Any], Any]) -> None:
        try:
            number = go_on()
            while True:
                try:
                    self.happens("yield", number)
                except (A, B, C) as error:
                    thrown = error
                else:
                    number = go_on()
                    continue
                number = throw(thrown)
        except (StopIteration, StopAsyncIteration):
            return


def _awaited(awaitable: Any) -> Any:
    try:
        awaitable.__await__().send(None)
    except StopIteration as stop:
        return stop.value
    raise AssertionError("nothing here ever waits")


def _check_expected(error: BaseException) -> None:
    if isinstance(error, (A, B, C)):
        return
    inner = getattr(error, "exceptions", None)
    # an `assert`, or a bare `raise` where nothing is handled
    if inner is None and not isinstance(error, (AssertionError, RuntimeError)):
        raise error


class _Items:
    def __init__(self, run: _Run, number: int) -> None:
        self.run, self.number = run, number

    def __iter__(self) -> _Items:
        return self

    __aiter__ = __iter__

    def __next__(self) -> int:
        if not self.run.happens("next", self.number, 2):
            raise StopIteration
        return 1

    async def __anext__(self) -> int:
        if not self.run.happens("next", self.number, 2):
            raise StopAsyncIteration
        return 1


class _Manager:
    def __init__(self, run: _Run, number: int, quiet: bool) -> None:
        self.run, self.number, self.quiet = run, number, quiet

    def __enter__(self) -> None:
        self.run.happens("enter", self.number)

    def __exit__(self, kind: object, *_: object) -> bool:
        return bool(self.run.happens("leave", self.number, 2 if self.quiet and kind else 1))

    async def __aenter__(self) -> None:
        self.__enter__()

    async def __aexit__(self, *raised: object) -> bool:
        return self.__exit__(*raised)


class _Awaitable:
    def __init__(self, run: _Run, number: int) -> None:
        self.run, self.number = run, number

    def __await__(self) -> Iterator[None]:
        self.run.happens("await", self.number)
        yield from ()


def _probes(run: _Run) -> dict[str, Any]:
    def called(number: int, *values: Any) -> Any:
        run.happens("call", number)
        return values[-1] if values else None

    def stop(number: int) -> None:
        run.happens("call", number)
        run.done.discard(("call", number))
        raise C

    def raised(number: int) -> BaseException:
        run.happens("call", number)
        return (A, B, C)[run.choice(3)]()

    def then(number: int, make: Callable[[], Any]) -> Any:
        run.happens("call", number)
        return make()

    return {
        **{"A": A, "B": B, "C": C, "goes_on": run.goes_on, "e": called, "stop": stop, "r": raised},
        "t": lambda number: run.happens("call", number, 2) == 1,
        "v": lambda number: 1 + run.happens("call", number, 3),
        "a": lambda number: then(number, lambda: _Awaitable(run, number)),
        "items": lambda number: then(number, lambda: _Items(run, number)),
        "aitems": lambda number: then(number, lambda: _Items(run, number)),
        "m": lambda number: then(number, lambda: _Manager(run, number, False)),
        "q": lambda number: then(number, lambda: _Manager(run, number, True)),
    }
