"""What one release offers: its public names, where they are defined, what calling them gives."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple, TypeVar

from asynclint.knowledge import PROTOCOL_METHODS
from asynclint.knowledge.inheritance import method_order
from surface.annotations import words
from surface.calls import Calls, Kind
from surface.names import Names, Origin
from surface.release import Release
from surface.written import Texts, Writer, no_texts

_T = TypeVar("_T")

# Stands for what cannot be named; nothing is known by this name.
UNNAMED = "?"
_DROPPED = frozenset({"builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC"})
# The method a class is given under a name that is computed.
_ANY = "*"
_PRIVATE_PARTS = frozenset({"conftest", "test", "tests", "vendor", "vendored"})


class Limits(NamedTuple):
    """Which modules of a package count as public.

    The package itself, named in `only`, stands for no more than its `__init__.py`.
    What lies in a `hidden` module is listed only where something public hands it out; what
    lies in one that is left out is not listed at all, nor is a class that ends in one of
    the words in `endings`.
    """

    only: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()

    def allow(self, module: str) -> bool:
        """Whether a module, by its full name, is public."""
        parts = module.split(".")
        if any(p.startswith("_") or p in _PRIVATE_PARTS for p in parts[1:]):
            return False
        return self.reach(module) and not _is_under(module, self.hidden)

    def hides(self, module: str) -> bool:
        """Whether a module is one of the hidden ones."""
        return _is_under(module, self.hidden)

    def reach(self, module: str, name: str = "") -> bool:
        """Whether a class of a module is listed when something public hands it out."""
        if self.endings and name.endswith(self.endings):
            return False
        wanted = not self.only or module in self.only or _is_under(module, self.only)
        return wanted and not _is_under(module, self.without)


class Surface(NamedTuple):
    """One release. Things are named by the place that defines them."""

    name: str
    version: str
    spellings: dict[str, str]
    """Every spelling, public or defining -> the defining one, maybe of another package.

    `UNNAMED` where branches disagree: the name is there, and nothing is known of it.
    """
    kinds: dict[str, Kind]
    bases: dict[str, tuple[str, ...]]
    methods: dict[str, dict[str, Kind]]
    """Class -> all its methods, own and inherited, with what calling them gives."""
    texts: Texts


def surface(release: Release, limits: Limits) -> Surface:
    """Read the public modules of a release."""
    names = Names(release)
    reader = _Reader(names, Calls(names), limits)
    for module in filter(limits.allow, release.modules):
        reader.read(module)
    return reader.finish()


class _Reader:
    def __init__(self, names: Names, calls: Calls, limits: Limits) -> None:
        self._names = names
        self._calls = calls
        self._limits = limits
        self._writer = Writer(names, calls)
        self._origins: dict[str, Origin] = {}
        self._blurred: set[str] = set()
        self._found = Surface(*names.release[:2], {}, {}, {}, {}, no_texts())

    def read(self, module: str) -> None:
        """Take in the public names of a module."""
        for name in dict.fromkeys(self._offered(module)):
            origin = self._names.origin(module, name)
            if origin and origin.module and origin.name:
                self._define(origin)
            self._found.spellings[f"{module}.{name}"] = (
                origin.full if origin and origin.name else UNNAMED
            )

    def finish(self) -> Surface:
        """Everything read so far, with the methods of the classes."""
        self._hand_out()
        own = {
            name: self._calls.methods(origin)
            for name, origin in self._origins.items()
            if self._found.kinds[name] is Kind.CLASS
        }
        for owner, name in self._replaced():
            if name == _ANY:
                self._blurred.add(owner)
                continue
            target = own.get(owner, self._found.kinds)
            if owner in own or target.get(name, Kind.CLASS) is not Kind.CLASS:
                target[name] = Kind.OTHER
        for name in own:
            self._found.methods[name] = dict(self._inherited(name, own, Kind.OTHER))
        for members in self._found.texts.members():
            given = {name: members.get(name, {}) for name in own}
            members.update({name: dict(self._inherited(name, given, "")) for name in own})
        return self._found

    def _hand_out(self) -> None:
        """Read what all definitions give, and define the classes that this hands out."""
        done: set[str] = set()
        while todo := [name for name in self._found.kinds if name not in done]:
            done.update(todo)
            for name in todo:
                for text in self._writer.write(name, self._origins[name], self._found.texts):
                    for word in words(text):
                        self._reach(word)

    def _reach(self, full_name: str) -> None:
        module, _, name = full_name.rpartition(".")
        if module in self._names.release.modules and self._limits.reach(module, name):
            origin = Origin(module, name)
            if self._calls.class_node(origin):
                self._define(origin)
                self._spell(origin)

    def _spell(self, origin: Origin) -> None:
        """Take in what hidden packages around a class call it: modules move, packages stay."""
        package = origin.module
        while package := package.rpartition(".")[0]:
            is_read = package in self._names.release.modules and self._limits.hides(package)
            if is_read and self._names.origin(package, origin.name) == origin:
                self._found.spellings[f"{package}.{origin.name}"] = origin.full

    def _offered(self, module: str, inside: tuple[str, ...] = ()) -> Iterator[str]:
        """The names a module offers; `inside` are the modules that take them over by a star."""
        scope = self._names.scope(module)
        exported = self._names.exports(module)
        if exported is not None:
            yield from exported
            # People annotate with classes a module keeps out of `__all__`, such as
            # `asyncio.subprocess.Process`.
            yield from (
                name
                for name in filter(_is_public, scope.names)
                if any(isinstance(node, ast.ClassDef) for node in scope.names[name])
            )
            return
        is_package = self._names.release.modules[module].is_package
        for name in filter(_is_public, scope.names):
            origin = self._names.origin(module, name)
            own = origin is None or origin.module == module
            if own or is_package or name in scope.kept_imports:
                yield name
        if is_package:
            for star in scope.stars:
                if star in self._names.release.modules and star not in (*inside, module):
                    yield from filter(_is_public, self._offered(star, (*inside, module)))

    def _define(self, origin: Origin) -> None:
        if origin.full in self._found.kinds:
            return
        self._origins[origin.full] = origin
        self._found.spellings[origin.full] = origin.full
        self._found.kinds[origin.full] = self._calls.kind(origin)
        if self._found.kinds[origin.full] is Kind.CLASS:
            bases = [b for b in self._calls.bases(origin) if b is None or not _is_dropped(b)]
            self._found.bases[origin.full] = tuple(b.full if b else UNNAMED for b in bases)
            for base in bases:
                if base and self._calls.class_node(base):
                    self._define(base)

    def _inherited(
        self, name: str, own: dict[str, dict[str, _T]], unknown: _T
    ) -> Iterator[tuple[str, _T]]:
        """The members of a class; those a base that is not known may hide are `unknown`."""
        seen: set[str] = set()
        hidden = False
        for ancestor in method_order(name, lambda one: self._found.bases.get(one, ())):
            hidden = hidden or ancestor not in own or ancestor in self._blurred
            for method, kind in own.get(ancestor, {}).items():
                if method not in seen and (_is_public(method) or method in PROTOCOL_METHODS):
                    seen.add(method)
                    yield method, unknown if hidden else kind

    def _replaced(self) -> Iterator[tuple[str, str]]:
        """What modules put in the place of definitions: `Class.method = f`, `global f`."""
        for module, tree in self._names.loaded():
            for node in ast.walk(tree):
                if isinstance(node, ast.Global):
                    yield from (("", f"{module}.{name}") for name in node.names)
                for owner, name in _set_attributes(node):
                    origin = self._names.meaning(module, owner)
                    if origin and origin.module and origin.name:
                        yield origin.full, name


def _set_attributes(node: ast.AST) -> Iterator[tuple[ast.Name, str]]:
    match node:
        case ast.Attribute(value=ast.Name() as owner, attr=name, ctx=ast.Store()):
            yield owner, name
        case ast.Call(func=ast.Name(id="setattr"), args=[ast.Name() as owner, told, _]):
            yield owner, str(told.value) if isinstance(told, ast.Constant) else _ANY


def _is_public(name: str) -> bool:
    return not name.startswith("_")


def _is_under(module: str, prefixes: tuple[str, ...]) -> bool:
    deeper = (prefix for prefix in prefixes if "." in prefix)
    return any(module == prefix or module.startswith(prefix + ".") for prefix in deeper)


def _is_dropped(base: Origin) -> bool:
    module, _, name = base.full.rpartition(".")
    builtin = getattr(builtins, name, None) if module == "builtins" else None
    is_exception = isinstance(builtin, type) and issubclass(builtin, BaseException)
    return is_exception or base.full in _DROPPED
