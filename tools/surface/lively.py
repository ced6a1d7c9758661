"""Which classes of a package anybody asks about: a linter for async code asks about those that
are awaited, entered or iterated, that have asynchronous methods, or that lead to such a class."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from asynclint.knowledge import PROTOCOL_METHODS
from asynclint.knowledge.inheritance import method_order
from surface.annotations import words
from surface.calls import Kind
from surface.renamed import Renamed

_ASYNC = frozenset({Kind.COROUTINE, Kind.ASYNC_GENERATOR, Kind.ASYNC_MANAGER})


def lively(
    releases: Sequence[Renamed], bases: Mapping[str, tuple[str, ...]], neighbours: Collection[str]
) -> set[str]:
    """The classes that are of use in a type text; the rest only hold data."""
    found = {
        name
        for name in bases
        if any(_acts(one.methods(name)) for one in releases)
        or any(
            ancestor not in bases and ancestor.partition(".")[0] in neighbours
            for ancestor in method_order(name, lambda one: bases.get(one, ()))
        )
    }
    mentioned = {name: _mentioned(name, releases) for name in bases}
    while more := {
        name
        for name in bases
        if name not in found
        and any(word in found or word.partition(".")[0] in neighbours for word in mentioned[name])
    }:
        found |= more
    return found


def _acts(methods: Mapping[str, Kind]) -> bool:
    return any(name in PROTOCOL_METHODS or kind in _ASYNC for name, kind in methods.items())


def _mentioned(name: str, releases: Sequence[Renamed]) -> set[str]:
    """The names in the type texts of the members of a class."""
    texts: set[str] = set()
    for one in releases:
        texts |= {*one.members(one.texts.method_results, name).values()}
        texts |= {*one.members(one.texts.attributes, name).values()}
    return {word for text in texts for word in words(text)}
