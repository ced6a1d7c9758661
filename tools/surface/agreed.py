"""The types and timeouts that the releases of a package have in common.

A release that does not say what something gives has no say in it. Where releases differ the
union counts: what is certain of all its members is certain in every release.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from asynclint.knowledge.inheritance import method_order
from surface.annotations import ANY, SELF, members_of, union, words
from surface.calls import Kind
from surface.lively import lively
from surface.renamed import Renamed

_LONGEST_UNION = 4
# Not a coroutine function, and not told in the same words by every release.
_PLAIN = frozenset({Kind.FUNCTION, Kind.OTHER})
_ASYNC = frozenset(
    f"collections.abc.{name}"
    for name in ("AsyncGenerator", "AsyncIterable", "AsyncIterator", "Awaitable", "Coroutine")
)
_Table = Mapping[str, tuple[str, ...]]


class Agreed(NamedTuple):
    """Full canonical name -> text; a text that is "" hides what a base class says."""

    results: dict[str, str]
    attributes: dict[str, str]
    timeouts: dict[str, str]
    parents: dict[str, tuple[str, ...]]


def agreed(
    typed: Sequence[Renamed],
    releases: Sequence[Renamed],
    bases: _Table,
    neighbours: Collection[str],
) -> Agreed:
    """What is said of canonical names: types by `typed`, timeouts by the releases themselves."""
    of_use = bases if typed is not releases else lively(releases, bases, neighbours)
    telling = _Telling(bases, neighbours, of_use)
    names = sorted({name for one in (*typed, *releases) for name in one.names()} - {*bases})
    results = {name: text for name in names if (text := telling.result(name, typed, releases))}
    variables = {
        name: text
        for name in names
        if (text := telling.joined([one.text(one.texts.variables, name) for one in typed], True))
    }
    limits = {
        name: text
        for name in names
        if (text := _same(one.text(one.texts.timeouts, name) for one in releases if one.kind(name)))
    }
    results |= telling.members(typed, 0, releases)
    limits |= telling.members(releases, 1, releases)
    parents = {name: found for name in bases if (found := telling.parents(name, typed))}
    return Agreed(results, variables | telling.members(typed, 2, releases), limits, parents)


class _Telling:
    """Which texts are worth a line, given the listed classes and the packages known."""

    def __init__(self, bases: _Table, neighbours: Collection[str], of_use: Collection[str]) -> None:
        self._bases = bases
        self._neighbours = neighbours
        self._of_use = of_use
        self._orders = {name: method_order(name, lambda one: bases.get(one, ())) for name in bases}
        self._ancestors_of_use = {one for name in of_use for one in self._orders[name]}

    def result(self, name: str, typed: Sequence[Renamed], releases: Sequence[Renamed]) -> str:
        """What calling a function gives in every release."""
        kinds = {kind for one in releases if (kind := one.kind(name))}
        if not _is_one_colour(kinds):
            return ""
        texts = [one.text(one.texts.results, name) for one in typed]
        return self.joined(texts, kinds <= _PLAIN)

    def joined(self, texts: Iterable[str], is_plain: bool) -> str:
        """The union of the known ones among texts; "" when it is of no use to anybody."""
        known = {text for text in texts if text}
        text = union(known) if known else ""
        members = members_of(text)
        if text == ANY or len(members) > _LONGEST_UNION:
            return ""
        is_async = is_plain and all(member.partition("[")[0] in _ASYNC for member in members)
        return text if is_async or any(map(self._is_listed, words(text))) or "$" in text else ""

    def members(
        self, typed: Sequence[Renamed], table: int, releases: Sequence[Renamed]
    ) -> dict[str, str]:
        """What is said of the members of all classes, where bases do not say the same."""
        listed: dict[str, str] = {}
        for name in sorted(self._bases, key=lambda one: (len(self._orders[one]), one)):
            found = [one.members(one.texts.members()[table], name) for one in typed]
            for member in sorted({member for one in found for member in one}):
                texts = [one[member] for one in found if member in one]
                text = self._member(name, member, texts, table, releases)
                if text != self._inherited(name, member, listed):
                    listed[f"{name}.{member}"] = text
        return listed

    def parents(self, name: str, typed: Sequence[Renamed]) -> tuple[str, ...]:
        """The bases of a class with arguments, where the newest release that has it tells."""
        for one in typed:
            if found := one.parents(name):
                return tuple(
                    text for text in found if "$" in text or any(map(self._is_listed, words(text)))
                )
        return ()

    def _member(
        self, name: str, member: str, texts: list[str], table: int, releases: Sequence[Renamed]
    ) -> str:
        if table == 1:
            return _same(texts)
        if SELF in texts and name not in self._ancestors_of_use:
            return ""
        if table == 2:
            return self.joined(texts, True)
        kinds = {kind for one in releases if (kind := one.methods(name).get(member))}
        return self.joined(texts, kinds <= _PLAIN) if _is_one_colour(kinds) else ""

    def _inherited(self, name: str, member: str, listed: Mapping[str, str]) -> str:
        for ancestor in self._orders[name][1:]:
            if ancestor not in self._bases:
                return ""
            if (text := listed.get(f"{ancestor}.{member}")) is not None:
                return text
        return ""

    def _is_listed(self, word: str) -> bool:
        top = word.partition(".")[0]
        return word in self._of_use or word == SELF or top in self._neighbours


def _is_one_colour(kinds: Collection[Kind]) -> bool:
    """Whether what is told is of the call in all releases, or of its awaiting in all."""
    return len(kinds) < 2 or Kind.COROUTINE not in kinds


def _same(texts: Iterable[str]) -> str:
    found = {*texts}
    return found.pop() if len(found) == 1 else ""
