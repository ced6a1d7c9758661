"""What several releases of a package have in common.

A name counts only when all releases that have it agree. Names are matched by spelling: when
one moves to another module, its old and new spelling are one thing as long as some release
has both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from asynclint.knowledge import PROTOCOL_METHODS
from asynclint.knowledge.inheritance import method_order
from surface.calls import Kind
from surface.public import Surface


class Agreement(NamedTuple):
    """Canonical names: functions and methods by kind, classes with their bases, aliases."""

    kinds: dict[str, Kind]
    bases: dict[str, tuple[str, ...]]
    aliases: dict[str, str]


def agreement(surfaces: Sequence[Surface], neighbours: Collection[str]) -> Agreement:
    """What the releases, newest first, agree on. Of bases, the newest release's count."""
    chosen: dict[str, str] = {}
    for one in surfaces:
        _choose(one, chosen)
    renamed = [_Renamed(one, chosen) for one in surfaces]
    kinds: dict[str, Kind] = {}
    bases: dict[str, tuple[str, ...]] = {}
    for name in sorted(set(chosen.values())):
        found = {kind for one in renamed if (kind := one.kind(name))}
        kinds[name] = found.pop() if len(found) == 1 else Kind.OTHER
        if kinds[name] is Kind.CLASS:
            bases[name] = next(one.bases(name) for one in renamed if one.kind(name))
    methods = {name: _methods(name, renamed) for name in bases}
    left_out = {Kind.CLASS, Kind.OTHER}
    listed = {name: kind for name, kind in kinds.items() if kind not in left_out}
    listed.update(_listed_methods(methods, bases, renamed, neighbours))
    aliases = {s: c for s, c in chosen.items() if s != c and (c in listed or c in bases)}
    aliases.update(_elsewhere(surfaces, neighbours))
    return Agreement(listed, bases, aliases)


class _Renamed:
    """One release seen through the canonical names."""

    def __init__(self, surface: Surface, chosen: Mapping[str, str]) -> None:
        self._surface = surface
        self._chosen = chosen
        self._places: dict[str, set[str]] = {}
        for spelling, place in surface.spellings.items():
            if spelling in chosen:
                self._places.setdefault(chosen[spelling], set()).add(place)

    def kind(self, name: str) -> Kind | None:
        """The kind of a name; None when the release does not have it."""
        places = self._places.get(name, set())
        if len(places) > 1:
            return Kind.OTHER
        return next((self._surface.kinds.get(place, Kind.OTHER) for place in places), None)

    def bases(self, name: str) -> tuple[str, ...]:
        (place,) = self._places[name]
        return tuple(self._chosen.get(base, base) for base in self._surface.bases[place])

    def methods(self, name: str) -> Mapping[str, Kind]:
        places = self._places.get(name, set())
        return next((self._surface.methods.get(place, {}) for place in places), {})


def _choose(surface: Surface, chosen: dict[str, str]) -> None:
    """Give every spelling of a release its canonical one, unless a newer release did."""
    places: dict[str, list[str]] = {}
    for spelling, place in surface.spellings.items():
        if place in surface.kinds:
            places.setdefault(place, []).append(spelling)
    for spellings in places.values():
        ordered = sorted(spellings, key=_publicness)
        known = [chosen[spelling] for spelling in ordered if spelling in chosen]
        name = known[0] if known else ordered[0]
        for spelling in ordered:
            chosen.setdefault(spelling, name)


def _publicness(spelling: str) -> tuple[bool, int, str]:
    return "._" in spelling, spelling.count("."), spelling


def _methods(name: str, releases: Sequence[_Renamed]) -> dict[str, Kind]:
    having = [one.methods(name) for one in releases if one.kind(name)]
    found: dict[str, Kind] = {}
    for method in sorted({method for methods in having for method in methods}):
        kinds = {methods[method] for methods in having if method in methods}
        if method in PROTOCOL_METHODS and any(method not in methods for methods in having):
            found[method] = Kind.SOMETIMES
        else:
            found[method] = kinds.pop() if len(kinds) == 1 else Kind.OTHER
    return found


def _listed_methods(
    methods: Mapping[str, Mapping[str, Kind]],
    bases: Mapping[str, tuple[str, ...]],
    releases: Sequence[_Renamed],
    neighbours: Collection[str],
) -> dict[str, Kind]:
    """The methods to write down: those that looking through the bases would not give."""
    orders = {name: method_order(name, lambda one: bases.get(one, ())) for name in bases}
    listed: dict[str, Kind] = {}
    # Shorter orders first: what a base lists decides what its subclasses need to.
    for name in sorted(bases, key=lambda one: (len(orders[one]), one)):
        reaches_out = any(a not in bases and a.partition(".")[0] in neighbours
                          for a in orders[name])  # fmt: skip
        for method, kind in methods[name].items():
            inherited = _inherited(orders[name][1:], method, bases, listed)
            needed = (
                kind is not Kind.OTHER or method in PROTOCOL_METHODS or reaches_out or inherited
            )
            if needed and inherited is not kind:
                listed[f"{name}.{method}"] = kind
    return listed


def _inherited(
    order: Sequence[str],
    method: str,
    bases: Mapping[str, tuple[str, ...]],
    listed: Mapping[str, Kind],
) -> Kind | None:
    for ancestor in order:
        if ancestor not in bases:
            return None
        if (kind := listed.get(f"{ancestor}.{method}")) is not None:
            return kind
    return None


def _elsewhere(
    surfaces: Sequence[Surface], neighbours: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Re-exports of names of the packages `neighbours`, where all releases that have them agree."""
    targets: dict[str, set[str]] = {}
    for one in surfaces:
        for spelling, place in one.spellings.items():
            targets.setdefault(spelling, set()).add("" if place in one.kinds else place)
    for spelling, places in sorted(targets.items()):
        place = places.pop()
        if not places and place.partition(".")[0] in neighbours:
            yield spelling, place
