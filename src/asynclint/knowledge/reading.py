"""Reads the data beside this file: hand-made tables, and what is known of each package.

A file is read at most once, and only when it is asked for. Nothing is imported.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import tomli

# Stands for the name of the package and a dot in the file of a package.
OWN = "~"

_HERE = os.path.dirname(os.path.abspath(__file__))
_Owners = Mapping[str, str]


class Package(NamedTuple):
    """What calling the public names of one package gives; all names are full dotted names.

    A name stands under its shortest public spelling: `asyncio.Queue.get`, never
    `asyncio.queues.Queue.get`. A method stands under the class that defines it. A name is
    listed only when all `versions` that have it agree.
    """

    name: str
    """The top-level import name."""
    versions: tuple[str, ...]
    """The releases that were read."""
    coroutines: frozenset[str]
    """Calling gives a bare coroutine, which must be awaited."""
    async_generators: frozenset[str]
    """Calling gives an async generator, which must be iterated."""
    async_managers: frozenset[str]
    """Calling gives an object for `async with`, that is neither awaitable nor for `with`.

    Some of these objects, clients and channels, are of use without `async with` too.
    """
    functions: frozenset[str]
    """Plain functions and methods: calling gives a value that is not awaitable.

    The value may be iterable, with `async for` too, or a context manager for `with`.
    """
    classes: Mapping[str, tuple[str, ...]]
    """Class -> direct bases. `object`, `Generic`, `Protocol` and exceptions are left out."""
    aliases: Mapping[str, str]
    """Another spelling of a class or function -> the canonical one."""
    others: frozenset[str]
    """Methods whose result is not known, listed where they hide or decide something."""
    sometimes: frozenset[str]
    """Special methods, such as `__aenter__`, that only some of the releases have."""
    since: Mapping[str, tuple[tuple[int, ...], str]]
    """What releases disagree about -> from which one on it is of the kind named there."""
    results: Mapping[str, str]
    """Function -> type text of what the call gives, of a coroutine function when awaited.

    `$0` is the first type parameter of the class of a method. "" hides what a base says.
    """
    attributes: Mapping[str, str]
    """Attribute of a class, or variable of a module -> type text, as in `results`."""
    timeouts: Mapping[str, str]
    """Function -> its parameters for a timeout with their defaults: `timeout=None`."""
    parents: Mapping[str, tuple[str, ...]]
    """Class -> those of its bases that are given arguments: `asyncio.Future[$0]`."""


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
    data = json.loads(_text(os.path.join("packages", name)).replace(OWN, name + "."))
    return Package(
        name=name,
        versions=tuple(data["versions"]),
        coroutines=frozenset(_names(data["coroutines"])),
        async_generators=frozenset(_names(data["async_generators"])),
        async_managers=frozenset(_names(data["async_managers"])),
        functions=frozenset(_names(data["functions"])),
        classes={
            f"{module}.{name}": tuple(bases.split())
            for module, classes in data["classes"].items()
            for name, bases in classes.items()
        },
        aliases=dict(_aliases(data["aliases"])),
        others=frozenset(_names(data["others"])),
        sometimes=frozenset(_names(data["sometimes"])),
        since=dict(_since(data["since"])),
        results=_texts(data["results"]) | _corrected(name, "returns"),
        attributes=_texts(data["attributes"]) | _corrected(name, "holds"),
        timeouts=_texts(data["timeouts"]) | _corrected(name, "timeouts"),
        parents={owner: tuple(texts) for owner, texts in data["parents"].items()},
    )


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
