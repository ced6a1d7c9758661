"""What star imports bring in: the names a module exports, its own star imports followed."""

from __future__ import annotations

from collections.abc import Sequence

from asynclint.model import Answer
from asynclint.modules import Modules
from asynclint.shelf import Shelf

_DEEP = 20  # star imports of one chain; real ones have at most five


class Exports:
    """Answers for the modules of one project."""

    def __init__(self, modules: Modules, shelf: Shelf) -> None:
        self._modules = modules
        self._shelf = shelf

    def star_of(self, stars: Sequence[str], name: str, origin: str) -> str:
        """The star-imported module that certainly brings a name in; "" if none does."""
        for star in reversed(stars):
            answer = self._exports(star, name, origin, _DEEP)
            if answer is not Answer.NO:
                return star if answer is Answer.YES else ""
        return ""

    def lack(self, stars: Sequence[str], name: str, origin: str) -> bool:
        """Whether none of some star-imported modules brings a name in, certainly."""
        answers = (self._exports(star, name, origin, _DEEP) for star in stars)
        return all(answer is Answer.NO for answer in answers)

    def _exports(self, module: str, name: str, origin: str, depth: int) -> Answer:
        """Whether `from module import *` brings a name in."""
        path = self._modules.find(module, origin)
        facts = self._shelf.facts(path) if path and depth else None
        if facts is None or path is None:
            return Answer.UNKNOWN
        if facts.exported is not None:
            return Answer.YES if name in facts.exported else Answer.NO
        if name.startswith("_"):
            return Answer.NO
        if any(name in t for t in (facts.functions, facts.classes, facts.imports, facts.values)):
            return Answer.YES
        if name in facts.unknown:
            return Answer.UNKNOWN
        home = self._modules.place(path).origin
        answers = (self._exports(s, name, home, depth - 1) for s in reversed(facts.stars))
        return next((answer for answer in answers if answer is not Answer.NO), Answer.NO)
