"""What one module may ask about the others: found, parsed and answered on demand.

A module nobody asks about is never read. Names are followed through imports, re-exports,
star imports and base classes until a definition, or until they leave the project; then
bundled knowledge answers. What cannot be followed is None: silence.

A re-export under another last name is not followed, so the last name of a thing is always in
the text of the file a rule reports on: the prefilter rests on that.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import NamedTuple

from asynclint import knowledge
from asynclint.annotations import only_class
from asynclint.exports import Exports
from asynclint.facts import ClassFacts, FunctionFacts, ModuleFacts
from asynclint.knowledge.inheritance import NOWHERE, method_order
from asynclint.memory import Memory
from asynclint.model import Answer
from asynclint.modules import Modules
from asynclint.names import LOCALS
from asynclint.shelf import HELD, Read, Shelf
from asynclint.terms import Term
from asynclint.words import Words, words

_FOLLOW = 20  # links of one chain of re-exports; real ones have at most five


class Definition(NamedTuple):
    """Where a full name leads. `function` or `owner` is set for what they are, `value` for a
    value of a module; none of them for a module, or for what lies outside (`path` is "")."""

    name: str
    path: str = ""
    function: FunctionFacts | None = None
    owner: ClassFacts | None = None
    origin: str = ""
    value: Term | None = None


_Lineage = tuple[Definition | None, ...]


class Link(NamedTuple):
    """A name to follow. Its first `modules` parts are modules and packages, as those of `from
    package.module import name` are, whatever else the package binds."""

    name: str
    origin: str
    modules: int = 0


class Project:
    """The modules below `root`, an absolute path, and the packages in the folders `installed`.
    `read` is the only way to the disk."""

    # Bases that bring no method a rule could ask for.
    empty_bases = frozenset(
        {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol", "builtins.Exception"}
    )

    def __init__(
        self,
        root: str,
        *,
        read: Read,
        src: tuple[str, ...] = ("src",),
        installed: tuple[str, ...] = (),
        limit: int = 2_000_000,
    ) -> None:
        self.read = read
        self.modules = Modules(root, src, installed)
        self.shelf = Shelf(self.modules, read, limit)
        self.exports = Exports(self.modules, self.shelf)
        self.words: Words | None = None
        self._found = Memory[tuple[str, str], Definition | None](self.shelf.watch, None)
        self._lineages = Memory[tuple[str, str], _Lineage](self.shelf.watch, (None,))

    def shown(self, path: str) -> str:
        """A path as people read it: relative to the current folder when it lies below."""
        short = os.path.relpath(path)
        return path if short.startswith(os.pardir) else short

    def may_be_async(self, last_name: str) -> bool:
        """Whether anything of that last name can be a coroutine function; over-approximates."""
        return self.words is None or last_name in self.words.coroutines

    def finish(self, path: str) -> None:
        """A file has been checked. Facts hold trees, so from time to time those of modules that
        few asked for are forgotten, with all answers that rest on them."""
        self.shelf.offer(path, None)
        if self.shelf.size > HELD:
            gone = self.shelf.watch.bits_of(self.shelf.clear(keep=HELD // 2))
            for memory in (self._found, self._lineages):
                memory.forget_resting_on(gone)

    def changed(self, path: str) -> bool:
        """A file has other text than before; whether for the first time, when all is forgotten."""
        is_first = self.shelf.watch.is_new(path)
        self.shelf.forget(path)
        for memory in (self._found, self._lineages, self.exports):
            memory.forget(all_of_it=is_first)
        if self.words is not None:
            self.words = self.words.with_more(words([self.shelf.data(path)]))
        return is_first

    def lookup(self, name: str, origin: str) -> Definition | None:
        """What a full name means in a file whose import root is `origin`; None if unknown."""
        return self._found.ask(
            (name, origin), lambda: self._follow(name, origin) or self._told(name, origin)
        )

    def is_installed(self, found: Definition) -> bool:
        """Whether a definition is of an installed package and not of the project."""
        return bool(found.path) and bool(self.modules.home(found.path))

    def _told(self, name: str, origin: str) -> Definition | None:
        """A name of an installed package whose text leaves it open: knowledge may have a word."""
        top = self.modules.find(name.partition(".")[0], origin)
        return Definition(name) if top and self.modules.home(top) else None

    def method(self, owner: Definition, name: str) -> Definition | None:
        """A method of a class or its bases, as an instance finds it; None if unknown."""
        return self._method_of(self.ancestry(owner), name)

    def method_above(self, owner: Definition, name: str) -> Definition | None:
        """A method as `super()` in a class finds it; None if unknown."""
        return self._method_of(self.ancestry(owner)[1:], name)

    def _method_of(self, lineage: Sequence[Definition | None], name: str) -> Definition | None:
        found = self._first_of(lineage, name)
        # An attribute of the instance hides a method, whichever class sets it.
        hidden = found and any(c and c.owner and name in c.owner.assigned for c in lineage)
        return None if hidden else found

    def _first_of(self, lineage: Sequence[Definition | None], name: str) -> Definition | None:
        for cls in lineage:
            if cls is None:
                return None
            full = f"{cls.name}.{name}"
            if cls.owner is None:
                if knowledge.is_coroutine_function(full) is not Answer.UNKNOWN:
                    return Definition(full)
                if cls.name not in self.empty_bases:
                    return None
            elif name in cls.owner.attributes or name in cls.owner.methods:
                function = cls.owner.own_method(name)
                return Definition(full, cls.path, function, None, cls.origin) if function else None
        return None

    def ancestry(self, owner: Definition) -> _Lineage:
        """A class, then its bases in the order Python searches them; it ends with None where
        a base is unknown. Bases without methods, such as `Generic`, come last."""
        return self._lineages.ask((owner.name, owner.origin), lambda: self._ancestry(owner))

    def _ancestry(self, owner: Definition) -> _Lineage:
        self.shelf.watch.read(owner.path)
        known = {owner.name: owner}
        order = method_order(owner.name, lambda name: self._bases(name, known))
        return tuple(known.get(name) for name in order)

    def _bases(self, name: str, known: dict[str, Definition]) -> list[str]:
        cls = known.get(name)
        if cls is None or cls.owner is None:
            return []
        names = []
        for base in cls.owner.bases:
            found = self.lookup(base.partition("[")[0], cls.origin) if base else None
            names.append(found.name if found else NOWHERE)
            if found:
                known.setdefault(found.name, found)
        return sorted(names, key=self.empty_bases.__contains__)

    def _follow(self, name: str, origin: str) -> Definition | None:
        link = Link(name, origin)
        for _ in range(_FOLLOW):
            step = self._step(link)
            if not isinstance(step, Link):
                return step
            link = step
        return None

    def _step(self, link: Link) -> Definition | Link | None:
        """One link: a definition, the next name to follow, or None."""
        name, origin, _ = link
        found = self._module_of(*link)
        if found is None:
            return Definition(name)  # outside the project: knowledge may have a word
        path, rest = found
        if not rest:
            return Definition(name, path, origin=origin)
        facts = self.shelf.facts(path)
        if facts is None:
            return None
        return self._member(facts, path, rest, self.modules.place(path).origin)

    def _member(
        self, facts: ModuleFacts, path: str, rest: list[str], origin: str
    ) -> Definition | Link | None:
        if LOCALS in rest:
            return self._inner(facts, path, rest, origin)
        head, *tail = rest
        full = f"{facts.module}.{head}"
        if head in facts.functions:
            function = facts.functions[head]
            known = function is not None and not tail
            return Definition(full, path, function, None, origin) if known else None
        if head in facts.classes:
            owner = Definition(full, path, None, facts.classes[head], origin)
            return self._inside(owner, tail)
        if head in facts.imports:
            return self._through(facts.imports[head], head, tail, origin)
        if head in facts.values:
            return self._inside_value(facts.values[head], full, path, tail, origin)
        if head in facts.unknown:
            return None
        return self._through_star(facts, head, tail, origin)

    def _inner(
        self, facts: ModuleFacts, path: str, rest: list[str], origin: str
    ) -> Definition | None:
        """Something inside a function, or a method of a class that is."""
        full = f"{facts.module}.{'.'.join(rest)}"
        found = facts.inner[".".join(rest)]
        if isinstance(found, ClassFacts):
            return Definition(full, path, None, found, origin)
        owner = facts.inner[".".join(rest[:-1])] if rest[-2] != LOCALS else None
        if isinstance(owner, ClassFacts):
            name = full.rpartition(".")[0]
            return self._inside(Definition(name, path, None, owner, origin), rest[-1:])
        return Definition(full, path, found, None, origin) if found else None

    def _through(
        self, targets: tuple[str, ...], head: str, tail: list[str], origin: str
    ) -> Link | None:
        if len(targets) != 1 or targets[0].startswith("*."):
            return None
        renamed = targets[0].rpartition(".")[2] != head
        if renamed and not tail:
            return None
        return Link(".".join([targets[0], *tail]), origin, targets[0].count("."))

    def _through_star(
        self, facts: ModuleFacts, head: str, tail: list[str], origin: str
    ) -> Link | None:
        star = self.exports.star_of(facts.stars, head, origin)
        return Link(".".join([star, head, *tail]), origin) if star else None

    def _inside(self, owner: Definition, tail: list[str]) -> Definition | None:
        return (self.method(owner, tail[0]) if len(tail) == 1 else None) if tail else owner

    def _inside_value(
        self, term: Term, full: str, path: str, tail: list[str], origin: str
    ) -> Definition | Link | None:
        """`app = Application()` in one module, `app.start()` in another."""
        if not tail:
            return Definition(full, path, origin=origin, value=term)
        name = ""
        match term:
            case ("call", ("name", str(made))):
                found = self.lookup(made, origin)
                name = made if found and (found.owner or not found.path) else ""
            case ("is", str(text)):
                name = only_class(text)
        return Link(".".join([name, *tail]), origin) if name else None

    def _module_of(self, name: str, origin: str, modules: int) -> tuple[str, list[str]] | None:
        """The file of the module that holds a name, and what is left of the name."""
        parts = name.split(".")
        best: tuple[str, list[str]] | None = None
        for end in range(1, len(parts) + 1):
            path = self.modules.find(".".join(parts[:end]), origin)
            if path is None:
                break
            if best and best[0] and end > modules and self._binds(best[0], parts[end - 1]):
                break
            best = (path, parts[end:])
        return best if best and best[0] else self._in_hand(parts)

    def _in_hand(self, parts: list[str]) -> tuple[str, list[str]] | None:
        """A name of the file that is being checked, if no import can name that."""
        for end in range(len(parts) - 1, 0, -1):
            path = self.shelf.offered(".".join(parts[:end]))
            if path:
                return path, parts[end:]
        return None

    def _binds(self, package: str, name: str) -> bool:
        """Whether a package's `__init__` gives a submodule's name another meaning."""
        if name.encode() not in self.shelf.bare_words(package):
            return False  # most packages: no need to parse them
        facts = self.shelf.facts(package)
        return facts is not None and facts.rebinds(name)
