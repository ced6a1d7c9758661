"""Reads the data beside this file: hand-made tables, and what is known of each package.

A file is read at most once, and only when it is asked for. Nothing is imported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any

import tomli

# Stands for the name of the package and a dot in the file of a package.
OWN = "~"

_HERE = os.path.dirname(os.path.abspath(__file__))
_Owners = Mapping[str, str]
_WORDS = {"results": "returns", "attributes": "holds", "timeouts": "timeouts"}


class Package:
    """What calling the public names of one package gives; all names are full dotted names.

    A name stands under its shortest public spelling: `asyncio.Queue.get`, never
    `asyncio.queues.Queue.get`. A method stands under the class that defines it. A name is
    listed only when all `versions` that have it agree. Each list is made when it is first
    asked for.
    """

    def __init__(self, name: str, data: Mapping[str, Any]) -> None:
        self.name = name
        """The top-level import name."""
        self.versions = tuple(data["versions"])
        """The releases that were read."""
        self._data = data

    @cached_property
    def coroutines(self) -> frozenset[str]:
        """Calling gives a bare coroutine, which must be awaited."""
        return frozenset(_names(self._data["coroutines"]))

    @cached_property
    def async_generators(self) -> frozenset[str]:
        """Calling gives an async generator, which must be iterated."""
        return frozenset(_names(self._data["async_generators"]))

    @cached_property
    def async_managers(self) -> frozenset[str]:
        """Calling gives an object for `async with`, that is neither awaitable nor for `with`.

        Some of these objects, clients and channels, are of use without `async with` too.
        """
        return frozenset(_names(self._data["async_managers"]))

    @cached_property
    def functions(self) -> frozenset[str]:
        """Plain functions and methods: calling gives a value that is not awaitable.

        The value may be iterable, with `async for` too, or a context manager for `with`.
        """
        return frozenset(_names(self._data["functions"]))

    @cached_property
    def classes(self) -> Mapping[str, tuple[str, ...]]:
        """Class -> direct bases. `object`, `Generic`, `Protocol` and exceptions are left out."""
        return {
            f"{module}.{name}": tuple(bases.split())
            for module, classes in self._data["classes"].items()
            for name, bases in classes.items()
        }

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Another spelling of a class or function -> the canonical one."""
        return dict(_aliases(self._data["aliases"]))

    @cached_property
    def others(self) -> frozenset[str]:
        """Methods whose result is not known, listed where they hide or decide something."""
        return frozenset(_names(self._data["others"]))

    @cached_property
    def sometimes(self) -> frozenset[str]:
        """Special methods, such as `__aenter__`, that only some of the releases have."""
        return frozenset(_names(self._data["sometimes"]))

    @cached_property
    def since(self) -> Mapping[str, tuple[tuple[int, ...], str]]:
        """What releases disagree about -> from which one on it is of the kind named there."""
        return dict(_since(self._data["since"]))

    @cached_property
    def results(self) -> Mapping[str, str]:
        """Function -> type text of what the call gives, of a coroutine function when awaited.

        `$0` is the first type parameter of the class of a method. "" hides what a base says.
        """
        return _texts(self._data["results"]) | _corrected(self.name, "returns")

    @cached_property
    def attributes(self) -> Mapping[str, str]:
        """Attribute of a class, or variable of a module -> type text, as in `results`."""
        return _texts(self._data["attributes"]) | _corrected(self.name, "holds")

    @cached_property
    def timeouts(self) -> Mapping[str, str]:
        """Function -> its parameters for a timeout with their defaults: `timeout=None`."""
        return _texts(self._data["timeouts"]) | _corrected(self.name, "timeouts")

    @cached_property
    def parents(self) -> Mapping[str, tuple[str, ...]]:
        """Class -> those of its bases that are given arguments: `asyncio.Future[$0]`."""
        return {owner: tuple(texts) for owner, texts in self._data["parents"].items()}


@cache
def table(name: str) -> Mapping[str, Any]:
    """The hand-made table `name`.toml. Raises OSError for a name that has no file."""
    with open(os.path.join(_HERE, name + ".toml"), "rb") as file:
        return tomli.load(file)


@cache
def package(name: str) -> Package | None:
    """What is known of the package imported as `name`; None when nothing is."""
    # Asked of the listing and not of the disk: some file systems ignore case.
    if name not in packages():
        return None
    text = _text(os.path.join("packages", name))
    return Package(name, json.loads(text.replace(OWN, name + ".")))


@cache
def packages() -> frozenset[str]:
    """The top-level import names of all packages something is known of."""
    files = os.listdir(os.path.join(_HERE, "packages"))
    return frozenset(file[: -len(".json")] for file in files if file.endswith(".json"))


@cache
def last_names() -> Mapping[str, Mapping[str, str]]:
    """The last names of the coroutine functions of all packages, as `last_names.json` has them."""
    known: Mapping[str, Mapping[str, str]] = json.loads(_text("last_names"))
    return known


def corrected(full_name: str, of: str) -> str:
    """What the table of corrections says of a name of a package without a file: of its
    "results", "attributes" or "timeouts"."""
    package, _, name = full_name.partition(".")
    told: Mapping[str, str] = table("corrections").get(package, {}).get(name, {})
    return told.get(_WORDS[of], "")


def _text(name: str) -> str:
    with open(os.path.join(_HERE, name + ".json"), encoding="utf-8") as file:
        return file.read()


def _corrected(package: str, word: str) -> dict[str, str]:
    """What the table of corrections says of names of a package."""
    corrections: Mapping[str, Mapping[str, str]] = table("corrections").get(package, {})
    return {f"{package}.{name}": told[word] for name, told in corrections.items() if word in told}


def _names(owners: _Owners) -> list[str]:
    return [f"{owner}.{name}" for owner, names in owners.items() for name in names.split()]


def _texts(texts: Mapping[str, _Owners]) -> dict[str, str]:
    return {
        f"{owner}.{name}": text
        for text, owners in texts.items()
        for owner, names in owners.items()
        for name in names.split()
    }


def _since(
    versions: Mapping[str, Mapping[str, _Owners]],
) -> Iterator[tuple[str, tuple[tuple[int, ...], str]]]:
    for version, kinds in versions.items():
        numbers = tuple(int(part) for part in version.split(".") if part.isdigit())
        for kind, owners in kinds.items():
            for name in _names(owners):
                yield name, (numbers, kind)


def _aliases(modules: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """`{"a.b": {"a": "X Y=Z"}}` says that `a.b.X` is `a.X` and `a.b.Y` is `a.Z`."""
    for module, targets in modules.items():
        for target, names in targets.items():
            for name in names.split():
                spelled, _, meant = name.partition("=")
                yield f"{module}.{spelled}", f"{target}.{meant or spelled}"
