"""Random functions full of probes: calls, awaits, yields, managers and loops that have numbers.

What a probe does (goes on, is true, raises one of three errors) is chosen when it runs, so each
path through the text can be taken.
"""

from __future__ import annotations

import random
import sys
from typing import NamedTuple

HAS_GROUPS = sys.version_info >= (3, 11)


class Text(NamedTuple):
    """A function `probed`. `exact`: its graph has no path that cannot be taken."""

    source: str
    exact: bool


def text(seed: int) -> Text:
    """The function of a seed."""
    writer = _Writer(random.Random(seed))
    lines = writer.block(3, _Place())
    head = "async def" if writer.is_async else "def"
    source = "\n".join([f"{head} probed():", *(f"    {line}" for line in lines)])
    return Text(source + "\n", writer.exact)


class _Place(NamedTuple):
    """Where a statement stands, which decides which jumps compile there."""

    in_loop: bool = False
    in_class: bool = False
    in_group: bool = False
    caught: bool = False
    finals: int = 0
    expected: frozenset[str] = frozenset()


class _Writer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.is_async = rng.random() < 0.4
        self.is_generator = rng.random() < 0.4
        self.exact = True
        self._last = 0
        self._left = rng.randint(3, 11)

    def block(self, deep: int, place: _Place) -> list[str]:
        lines: list[str] = []
        for _ in range(self.rng.randint(1, 3)):
            if self._left <= 0:
                break
            self._left -= 1
            lines += self._statement(deep, place)
        return lines or ["pass"]

    def _statement(self, deep: int, place: _Place) -> list[str]:
        rng = self.rng
        if rng.random() < 0.5 or deep == 0:
            return [self._simple(place)]
        kinds = [self._if, self._while, self._for, self._try, self._try, self._with, self._match]
        if HAS_GROUPS and rng.random() < 0.1:
            return self._group(deep - 1, place)
        if rng.random() < 0.05:
            return ["class Inner:", *_indented(self.block(1, place._replace(in_class=True)))]
        return rng.choice(kinds)(deep - 1, place)

    def _simple(self, place: _Place) -> str:
        jumps = []
        if place.in_loop and not place.in_class:
            jumps += ["break", "continue"]
        if not place.in_class and not place.in_group:
            is_bare = self.is_async and self.is_generator
            jumps += ["return" if is_bare else f"return {self._value()}"]
        if self.is_generator and not place.in_class:
            jumps += [f"yield {self._number()}"] * 2
        if place.caught:
            self.exact = False
            jumps.append("raise")
        if jumps and self.rng.random() < 0.45:
            return self.rng.choice(jumps)
        number = self._number()
        if self.is_async and not place.in_class and self.rng.random() < 0.3:
            return f"await a({number})"
        simple = [
            *[f"e({number})", f"x = {self._value()}", f"assert {self._test()}, e({number})"],
            *[f"raise r({number})", f"stop({number})", "pass", f"x: int = {self._value()}"],
            f"def inner(y=e({number})): return e(0)",
        ]
        return self.rng.choices(simple, [8, 4, 1, 1, 1, 1, 1, 1])[0]

    def _value(self) -> str:
        number, other = self._number(), self._number()
        kinds = [
            *[f"e({number})", f"e({number}, e({other}))", f"t({number}) or e({other})"],
            *[f"e({number}) if {self._test()} else e({other})", f"v({number}) < v({other})"],
            *[f"v({number}) < v({other}) < v({self._number()})", f"(x := e({number}))"],
            *[f"[e({number}) for _ in items({other})]", f"lambda: e({number})"],
            f"{{e({number}) for _ in items({other}) if t({self._number()})}}",
            f"(e({number}) for _ in e({other}) or ())",
            f"{{1: e({number}), **e({other}, {{}})}}",
        ]
        return self.rng.choice(kinds)

    def _test(self) -> str:
        test, other = f"t({self._number()})", f"t({self._number()})"
        first, second = self._number(), self._number()
        tests = [
            *[test, f"not {test}", f"{test} and {other}", "True", "False", f"({test} or {other})"],
            *[f"({other} if {test} else False)", f"not ({test} and not {other})"],
            f"v({first}) < 2 < v({second})",
        ]
        return self.rng.choices(tests, [8, 2, 2, 1, 1, 2, 1, 1, 1])[0]

    def _if(self, deep: int, place: _Place) -> list[str]:
        lines = [f"if {self._test()}:", *_indented(self.block(deep, place))]
        if self.rng.random() < 0.3:
            lines += [f"elif {self._test()}:", *_indented(self.block(deep, place))]
        return lines + self._else(deep, place)

    def _while(self, deep: int, place: _Place) -> list[str]:
        test = "1" if self.rng.random() < 0.3 else f"t({self._number()})"
        inside = place._replace(in_loop=True)
        lines = [f"while {test}:", *_indented(self.block(deep, inside))]
        return lines + self._else(deep, place)

    def _for(self, deep: int, place: _Place) -> list[str]:
        inside = place._replace(in_loop=True)
        body = _indented(self.block(deep, inside))
        number = self._number()
        if self.is_async and not place.in_class and self.rng.random() < 0.3:
            head = f"async for _ in aitems({number}):"
        else:
            head = self.rng.choice(
                [f"for _ in items({number}):", "for _ in (1, 2):", "for _ in [1, 2]:"]
            )
        return [head, *body, *self._else(deep, place)]

    def _else(self, deep: int, place: _Place) -> list[str]:
        if self.rng.random() < 0.7:
            return []
        return ["else:", *_indented(self.block(deep, place))]

    def _with(self, deep: int, place: _Place) -> list[str]:
        managers = [
            f"{self.rng.choice(['m', 'q'])}({self._number()})"
            for _ in range(self.rng.choice([1, 1, 2]))
        ]
        is_async = self.is_async and not place.in_class and self.rng.random() < 0.5
        head = ("async with " if is_async else "with ") + ", ".join(managers) + " as x:"
        return [head, *_indented(self.block(deep, place))]

    def _match(self, deep: int, place: _Place) -> list[str]:
        lines = [f"match v({self._number()}):"]
        for pattern in self.rng.choice([["1"], ["1", "2"], ["1", "_"], ["2", "x"]]):
            guard = f" if t({self._number()})" if self.rng.random() < 0.3 else ""
            # a value that a guard refused is not what the next `case` wants
            self.exact = self.exact and not guard
            body = _indented(_indented(self.block(deep, place)))
            lines += [f"    case {pattern}{guard}:", *body]
        return lines

    def _try(self, deep: int, place: _Place) -> list[str]:
        rng = self.rng
        caught = rng.choice([[], ["A"], ["A", "B"], ["A", ""], [""], ["BaseException"]])
        has_final = not caught or rng.random() < 0.4
        # what an inner handler lets through is not what an outer one of that name takes
        self.exact = self.exact and place.expected.isdisjoint(caught)
        guarded = place._replace(expected=place.expected | set(caught))
        lines = ["try:", *_indented(self.block(deep, guarded))]
        for name in caught:
            inside = place._replace(caught=rng.random() < 0.2)
            head = f"except {name}:" if name else "except:"
            lines += [head, *_indented(self.block(deep, inside))]
        if caught:
            lines += self._else(deep, place)
        if has_final:
            inside = place._replace(finals=place.finals + 1, caught=False)
            self.exact = self.exact and inside.finals <= 2
            lines += ["finally:", *_indented(self.block(deep, inside))]
        return lines

    def _group(self, deep: int, place: _Place) -> list[str]:
        self.exact = False
        inside = place._replace(in_group=True, in_loop=False, caught=False)
        lines = ["try:", *_indented(self.block(deep, place))]
        for name in self.rng.choice([["A"], ["A", "B"]]):
            lines += [f"except* {name}:", *_indented(self.block(deep, inside))]
        return lines + self._else(deep, place)

    def _number(self) -> int:
        self._last += 1
        return self._last


def _indented(lines: list[str]) -> list[str]:
    return [f"    {line}" for line in lines]
