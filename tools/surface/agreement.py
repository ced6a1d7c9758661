"""What several releases of a package have in common.

A name counts only when all releases that have it agree. Names are matched by spelling: when
one moves to another module, its old and new spelling are one thing as long as some release
has both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import NamedTuple

from asynclint.knowledge import PROTOCOL_METHODS
from asynclint.knowledge.inheritance import method_order
from surface.agreed import Agreed, agreed
from surface.calls import Kind
from surface.public import Surface
from surface.renamed import Renamed

_CERTAIN = frozenset({Kind.COROUTINE, Kind.ASYNC_GENERATOR, Kind.ASYNC_MANAGER, Kind.FUNCTION})


class Since(NamedTuple):
    """From `version` on calling gives something of `kind`."""

    version: str
    kind: Kind


class Agreement(NamedTuple):
    """Canonical names: functions and methods by kind, classes with their bases, aliases."""

    kinds: dict[str, Kind]
    bases: dict[str, tuple[str, ...]]
    aliases: dict[str, str]
    since: dict[str, Since]
    texts: Agreed


def agreement(
    surfaces: Sequence[Surface], neighbours: Collection[str], stubs: Sequence[Surface] = ()
) -> Agreement:
    """What the releases, newest first, agree on. Of bases, the newest release's count.

    Types and spellings are taken from the `stubs`, when there are any.
    """
    chosen: dict[str, str] = {}
    for one in (*stubs, *surfaces):
        _choose(one, chosen)
    renamed = [Renamed(one, chosen) for one in surfaces]
    kinds: dict[str, Kind] = {}
    bases: dict[str, tuple[str, ...]] = {}
    since: dict[str, Since] = {}
    for name in sorted({name for one in renamed for name in one.names()}):
        by_release = [one.kind(name) for one in renamed]
        found = {kind for kind in by_release if kind}
        kinds[name] = found.pop() if len(found) == 1 else Kind.OTHER
        since.update(_since(name, by_release, renamed))
        if kinds[name] is Kind.CLASS:
            bases[name] = next(one.bases(name) for one in renamed if one.kind(name))
    methods = {name: _methods(name, renamed, since) for name in bases}
    left_out = {Kind.CLASS, Kind.OTHER}
    listed = {name: kind for name, kind in kinds.items() if kind not in left_out}
    listed.update(_listed_methods(methods, bases, neighbours, since))
    typed = [Renamed(one, chosen) for one in stubs] or renamed
    texts = agreed(typed, renamed, bases, neighbours)
    told = {*listed, *bases, *texts.results, *texts.attributes, *since}
    inside = surfaces[0].name + "."
    aliases = {s: c for s, c in chosen.items() if s != c and c in told and s.startswith(inside)}
    aliases.update(_elsewhere(surfaces, neighbours))
    return Agreement(listed, bases, aliases, _in_order(since, bases), texts)


def _since(
    name: str, kinds: Sequence[Kind | None], releases: Sequence[Renamed]
) -> Iterator[tuple[str, Since]]:
    """From which of the releases that were read on a name is of one kind, when it was of
    another one before and a coroutine function is concerned."""
    having = [(kind, one) for kind, one in zip(kinds, releases, strict=True) if kind]
    newest = list(takewhile(lambda pair: pair[0] is having[0][0], having))
    if len(newest) == len(having):
        return
    kind, oldest = newest[-1]
    before = {earlier for earlier, _ in having[len(newest) :]}
    if kind in _CERTAIN and Kind.COROUTINE in {kind, *before}:
        yield name, Since(oldest.version, kind)


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
    return "._" in f".{spelling}", spelling.count("."), spelling


def _methods(name: str, releases: Sequence[Renamed], since: dict[str, Since]) -> dict[str, Kind]:
    """The methods of a class by kind; adds what became of one kind to `since`."""
    having = [one.methods(name) for one in releases if one.kind(name)]
    found: dict[str, Kind] = {}
    for method in sorted({method for methods in having for method in methods}):
        kinds = {methods[method] for methods in having if method in methods}
        if method in PROTOCOL_METHODS and any(method not in methods for methods in having):
            found[method] = Kind.SOMETIMES
        else:
            found[method] = kinds.pop() if len(kinds) == 1 else Kind.OTHER
            by_release = [one.methods(name).get(method) for one in releases]
            since.update(_since(f"{name}.{method}", by_release, releases))
    return found


def _listed_methods(
    methods: Mapping[str, Mapping[str, Kind]],
    bases: Mapping[str, tuple[str, ...]],
    neighbours: Collection[str],
    since: Mapping[str, Since],
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
                kind is not Kind.OTHER
                or method in PROTOCOL_METHODS
                or reaches_out
                or inherited
                or _is_new(since, f"{name}.{method}", orders[name][1:])
            )
            if needed and inherited is not kind:
                listed[f"{name}.{method}"] = kind
    return listed


def _is_new(since: Mapping[str, Since], full_name: str, ancestors: Sequence[str]) -> bool:
    """Whether it is in `since` and not there by what it inherits."""
    method = full_name.rpartition(".")[2]
    told = [since.get(f"{ancestor}.{method}") for ancestor in ancestors]
    return full_name in since and since[full_name] not in told


def _in_order(since: Mapping[str, Since], bases: Mapping[str, tuple[str, ...]]) -> dict[str, Since]:
    """Without the methods that base classes tell already."""
    kept = {}
    for name, told in sorted(since.items()):
        owner = name.rpartition(".")[0]
        order = method_order(owner, lambda one: bases.get(one, ())) if owner in bases else ()
        if not order or _is_new(since, name, order[1:]):
            kept[name] = told
    return kept


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
