"""What star imports bring in: the names a module exports, its own star imports followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from asynclint.memory import Memory
from asynclint.model import Answer
from asynclint.modules import Modules
from asynclint.shelf import Shelf

_DEEP = 20  # star imports of one chain; real ones have at most five


class _Table(NamedTuple):
    """What a module exports: `__all__` if it is plain, the names it binds, those that nothing is
    certain about, and its own star imports."""

    exported: tuple[str, ...] | None
    bound: frozenset[str]
    unknown: tuple[str, ...]
    stars: tuple[str, ...]


class Exports:
    """Answers for the modules of one project. Tables are kept when trees are not: one package may
    bring in thousands of modules."""

    def __init__(self, modules: Modules, shelf: Shelf) -> None:
        self._modules = modules
        self._shelf = shelf
        self._tables = Memory[str, _Table | None](shelf.watch, None)

    def forget(self, *, all_of_it: bool) -> None:
        """Forget what rests on files that change, or everything."""
        self._tables.forget(all_of_it=all_of_it)

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
        table = self._table(path) if path and depth else None
        if table is None or path is None:
            return Answer.UNKNOWN
        if table.exported is not None:
            return Answer.YES if name in table.exported else Answer.NO
        if name.startswith("_"):
            return Answer.NO
        if name in table.bound:
            return Answer.YES
        if name in table.unknown:
            return Answer.UNKNOWN
        home = self._modules.place(path).origin
        answers = (self._exports(s, name, home, depth - 1) for s in reversed(table.stars))
        return next((answer for answer in answers if answer is not Answer.NO), Answer.NO)

    def _table(self, path: str) -> _Table | None:
        return self._tables.ask(path, lambda: self._made(path))

    def _made(self, path: str) -> _Table | None:
        facts = self._shelf.facts(path)
        if facts is None:
            return None
        bound = frozenset().union(facts.functions, facts.classes, facts.imports, facts.values)
        return _Table(facts.exported, bound, facts.unknown, facts.stars)
