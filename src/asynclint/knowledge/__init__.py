"""Data about the world outside the linted project, read from the TOML files beside this one.

`table` gives a hand-made table, `package` what is known of a published package. Nothing is
imported, and a file is read at most once. A name that is not known is never guessed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import tomli

from asynclint.knowledge.inheritance import method_order
from asynclint.model import Answer

# The special methods that decide whether something can be awaited, entered or iterated.
PROTOCOL_METHODS = frozenset(
    {"__aenter__", "__aexit__", "__aiter__", "__anext__", "__await__", "__call__", "__enter__",
     "__exit__", "__iter__", "__next__"}
)  # fmt: skip

_HERE = os.path.dirname(os.path.abspath(__file__))
# Re-exports between packages are short; the bound only stops two that point at each other.
_LONGEST_CHAIN = 8


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


@cache
def table(name: str) -> Mapping[str, Any]:
    """The hand-made table `name`.toml. Raises OSError for a name that has no file."""
    return _read(os.path.join(_HERE, name + ".toml"))


@cache
def package(name: str) -> Package | None:
    """What is known of the package imported as `name`; None when nothing is."""
    # Asked of the listing and not of the disk: some file systems ignore case.
    if name not in packages():
        return None
    data = _read(os.path.join(_HERE, "packages", name + ".toml"))
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
    )


@cache
def packages() -> frozenset[str]:
    """The top-level import names of all packages something is known of."""
    files = os.listdir(os.path.join(_HERE, "packages"))
    return frozenset(file[: -len(".toml")] for file in files if file.endswith(".toml"))


def is_coroutine_function(full_name: str) -> Answer:
    """Whether calling `full_name` gives a bare coroutine. Follows aliases and base classes."""
    name = canonical(full_name)
    known = _package_of(name)
    if known is None:
        return Answer.UNKNOWN
    if name in known.coroutines:
        return Answer.YES
    gives_something_else = (
        name in known.functions
        or name in known.async_managers
        or name in known.async_generators
        or name in known.classes
    )
    return Answer.NO if gives_something_else else Answer.UNKNOWN


def canonical(full_name: str) -> str:
    """The spelling under which `full_name` is listed; `full_name` itself when it is not."""
    name = full_name
    for _ in range(_LONGEST_CHAIN):
        spelled = _without_alias(name)
        if spelled == name:
            break
        name = spelled
    owner, _, method = name.rpartition(".")
    return _defined_in(owner, method) or name if _is_class(owner) else name


def has_method(class_name: str, method: str) -> Answer:
    """Whether instances of a class have a method, such as `__await__`, own or inherited.

    NO is given for `PROTOCOL_METHODS` only; of others not all are listed.
    """
    name = canonical(class_name)
    if not _is_class(name):
        return Answer.UNKNOWN
    if found := _defined_in(name, method):
        known = _package_of(found)
        return Answer.UNKNOWN if known and found in known.sometimes else Answer.YES
    complete = all(_is_class(ancestor) for ancestor in _ancestors(name))
    return Answer.NO if complete and method in PROTOCOL_METHODS else Answer.UNKNOWN


def _without_alias(name: str) -> str:
    known = _package_of(name)
    if known is None:
        return name
    head, tail = name, ""
    while head:
        if head in known.aliases:
            return known.aliases[head] + tail
        head, dot, last = head.rpartition(".")
        tail = dot + last + tail
    return name


def _defined_in(class_name: str, method: str) -> str | None:
    """`method` under the class it is inherited from; None when that is not certain."""
    for ancestor in _ancestors(class_name):
        known = _package_of(ancestor)
        if known is None or ancestor not in known.classes:
            return None
        name = f"{ancestor}.{method}"
        if _is_listed(name, known):
            return name
    return None


def _is_listed(name: str, known: Package) -> bool:
    return (
        name in known.coroutines
        or name in known.functions
        or name in known.others
        or name in known.sometimes
        or name in known.async_generators
        or name in known.async_managers
    )


@cache
def _ancestors(class_name: str) -> tuple[str, ...]:
    return method_order(class_name, _bases)


def _bases(class_name: str) -> tuple[str, ...]:
    known = _package_of(class_name)
    return known.classes.get(class_name, ()) if known else ()


def _is_class(name: str) -> bool:
    known = _package_of(name)
    return known is not None and name in known.classes


def _package_of(name: str) -> Package | None:
    return package(name.partition(".")[0])


def _read(path: str) -> dict[str, Any]:
    with open(path, "rb") as file:
        return tomli.load(file)


def _names(owners: Mapping[str, str]) -> Iterator[str]:
    for owner, names in owners.items():
        for name in names.split():
            yield f"{owner}.{name}"


def _aliases(modules: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, str]]:
    """`[aliases."a.b"]` `"a" = "X Y=Z"` says that `a.b.X` is `a.X` and `a.b.Y` is `a.Z`."""
    for module, targets in modules.items():
        for target, names in targets.items():
            for name in names.split():
                spelled, _, meant = name.partition("=")
                yield f"{module}.{spelled}", f"{target}.{meant or spelled}"
