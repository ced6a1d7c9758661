"""One release seen through the names that all releases share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from surface.annotations import WORD
from surface.calls import Kind
from surface.public import Surface


class Renamed:
    """One release. Names go in and come out under their canonical spelling."""

    def __init__(self, surface: Surface, chosen: Mapping[str, str]) -> None:
        self._surface = surface
        self._chosen = chosen
        self.version = surface.version
        self.texts = surface.texts
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

    def names(self) -> Iterator[str]:
        """The canonical names that the release has."""
        yield from self._places

    def text(self, table: Mapping[str, str], name: str) -> str:
        """What a table of this release tells of a name; "" when that is not known."""
        places = self._places.get(name, set())
        return (
            self._renamed(next((table.get(p, "") for p in places), "")) if len(places) == 1 else ""
        )

    def members(self, table: Mapping[str, Mapping[str, str]], name: str) -> dict[str, str]:
        """What a table of this release tells of the members of a class."""
        places = self._places.get(name, set())
        found = next((table.get(p, {}) for p in places), {}) if len(places) == 1 else {}
        return {member: self._renamed(text) for member, text in found.items()}

    def parents(self, name: str) -> tuple[str, ...]:
        """The bases of a class with their arguments."""
        for place in self._places.get(name, set()):
            return tuple(map(self._renamed, self.texts.parents.get(place, ())))
        return ()

    def _renamed(self, text: str) -> str:
        return WORD.sub(lambda found: self._chosen.get(found[0], found[0]), text)
