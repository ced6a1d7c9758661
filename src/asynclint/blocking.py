"""Which calls keep the event loop waiting: by themselves, or through functions of the project.

What a plain function of the project calls is read when somebody asks for that function, and then
what the functions say that it calls, nearest first; each is read once in a run. A way ends where
it is not certain what is called, at generators, which run later, at decorators that may run a
function elsewhere, and at functions of other packages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from asynclint import knowledge
from asynclint.colour import gives
from asynclint.facts import Called
from asynclint.memory import Memory
from asynclint.model import Gives, Position
from asynclint.project import Definition
from asynclint.types import Types
from asynclint.unions import Kind, Type, Union

_LONGEST = 8  # functions on one way
# Files of the kernel are no files on a disk.
IN_MEMORY = ("/dev/", "/proc/", "/sys/")
_CACHES = frozenset({"functools.cache", "functools.lru_cache", "functools.lru_cache()"})

# Patterns of full names that the user adds, with advice.
Extra = tuple[tuple[str, str], ...]
_Name = tuple[str, str]  # a full name, and the import root it is found from


class Blocked(NamedTuple):
    """A call that keeps the event loop waiting: the full name of what it calls, and for what it
    waits, which is a kind of `knowledge.blocks`, or "" for a call that the settings name."""

    name: str
    kind: str


class Step(NamedTuple):
    """A link of a way: the name of a function, the file, and where the next link is called;
    the last one is the blocking call itself, and where it stands is in the one before."""

    name: str
    path: str
    position: Position


class _Read(NamedTuple):
    """What is known of a function of the project: its first call that blocks, and where it calls
    which functions of the project. Names alone are kept: facts hold trees."""

    blocked: tuple[Blocked, Position] | None
    callees: tuple[tuple[_Name, Position], ...]


class Blocking:
    """The blocking calls of one project."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self._watch = types.project.shelf.watch
        self._read = Memory[tuple[_Name, Extra], _Read](self._watch, _Read(None, ()))
        self._ways = Memory[tuple[_Name, Extra], tuple[Step, ...]](self._watch, ())

    def call(self, callee: Union, extra: Extra = ()) -> Blocked | None:
        """What a call of something waits for; None unless all that it can be is known to."""
        found = [self._outside(each, extra) for each in callee]
        return found[0] if found and all(found) else None

    def function(self, callee: Union) -> Definition | None:
        """The one plain function of the project that something is: its body runs at once when
        it is called. Of a class, that of `__init__`."""
        if len(callee) != 1:
            return None
        found = self._types.definition(callee[0])
        if callee[0].kind is Kind.CLASS:
            found = self._constructor(found) if found else None
        elif callee[0].kind is not Kind.FUNCTION:
            return None
        if found is None or not found.path or found.function is None:
            return None
        if self._types.project.is_installed(found) or found.function.is_stub:
            return None
        if not _CACHES.isdisjoint(found.function.decorators):
            return None
        return found if gives(found, self._types.project) is Gives.PLAIN else None

    def way(self, found: Definition, extra: Extra = ()) -> tuple[Step, ...]:
        """The shortest way from a function to a call that blocks for long, both included; empty
        when there is none that is certain."""
        start = (found.name, found.origin)
        return self._ways.ask((start, extra), lambda: self._search(start, extra))

    def _search(self, start: _Name, extra: Extra) -> tuple[Step, ...]:
        seen = {start}
        pending: list[tuple[_Name, tuple[Step, ...]]] = [(start, ())]
        complete = True
        for name, before in pending:
            found = self._types.project.lookup(*name)
            if found is None:
                continue
            read = self._reading(name, found, extra)
            if read.blocked:
                blocked, position = read.blocked
                here = Step(_short(found), found.path, position)
                return (*before, here, Step(_public(blocked.name), "", position))
            complete &= len(before) < _LONGEST - 1 or not read.callees
            for callee, position in read.callees if len(before) < _LONGEST - 1 else ():
                if callee not in seen and self._ways.known((callee, extra)) != ():
                    seen.add(callee)
                    here = Step(_short(found), found.path, position)
                    pending.append((callee, (*before, here)))
        for name in seen if complete else ():  # nothing that was reached leads anywhere
            self._ways.keep((name, extra), (), self._watch.now)
        return ()

    def _reading(self, name: _Name, found: Definition, extra: Extra) -> _Read:
        return self._read.ask((name, extra), lambda: self._read_body(found, extra))

    def _read_body(self, found: Definition, extra: Extra) -> _Read:
        callees: dict[_Name, Position] = {}
        for called in found.function.calls() if found.function else ():
            if not self._may_matter(called.last_name, extra):
                continue
            union = self._types.of(called.callee(), found.origin)
            blocked = self.call(union, extra)
            if blocked and _is_long(blocked, called):
                return _Read((blocked, called.position), ())
            callee = self.function(union) if not blocked else None
            if callee:
                callees.setdefault((callee.name, callee.origin), called.position)
        return _Read(None, tuple(callees.items()))

    def _may_matter(self, name: str, extra: Extra) -> bool:
        """Whether something of a last name can block, or be a function or class of the project,
        as far as its words are known."""
        words = self._types.project.words
        if words is None or not name or name in words.plain or name[:1].isupper():
            return True
        return name in knowledge.blocking_words() or _is_meant(name, extra)

    def _constructor(self, found: Definition) -> Definition | None:
        if found.owner is None or found.owner.decorators or not found.path:
            return None
        project = self._types.project
        made = project.method(found, "__new__")
        return None if made else project.method(found, "__init__")

    def _outside(self, what: Type, extra: Extra) -> Blocked | None:
        if what.kind not in (Kind.FUNCTION, Kind.CLASS):
            return None
        last = what.name.rpartition(".")[2]
        if last not in knowledge.blocking_words() and not _is_meant(last, extra):
            return None
        names = list(self._names(what))
        for name in names:
            if any(fnmatchcase(name, pattern) for pattern, _ in extra):
                return Blocked(name, "")
        found = self._types.definition(what)
        if found and found.path and not self._types.project.is_installed(found):
            return None
        return next((Blocked(n, kind) for n in names if (kind := knowledge.blocks(n))), None)

    def _names(self, what: Type) -> Iterator[str]:
        """The full names of a function: its own, and for a method, under the classes of the
        object that it is bound to."""
        last = what.name.rpartition(".")[2]
        for owner in what.arguments[0] if what.arguments else ():
            yield f"{knowledge.canonical(owner.name)}.{last}"
            start = self._types.definition(owner)
            for cls in self._types.project.ancestry(start) if start and start.owner else ():
                if cls:
                    yield f"{knowledge.canonical(cls.name)}.{last}"
        yield from (what.name, knowledge.canonical(what.name))


def _is_long(blocked: Blocked, called: Called) -> bool:
    if blocked.kind and knowledge.is_brief(blocked.kind):
        return False
    return not called.first.startswith(IN_MEMORY)


def _is_meant(last_name: str, extra: Extra) -> bool:
    return any(fnmatchcase(last_name, pattern.rpartition(".")[2]) for pattern, _ in extra)


def _short(found: Definition) -> str:
    """`load` of `app.store.load`, `Store.load` of a method."""
    owner, _, name = found.name.rpartition(".")
    cls = owner.rpartition(".")[2]
    return f"{cls}.{name}" if cls[:1].isupper() else name


def _public(name: str) -> str:
    return name.removeprefix("builtins.")


def written(steps: Sequence[Step]) -> str:
    """A way as messages show it: `load -> read -> open`."""
    return " -> ".join(step.name for step in steps)
