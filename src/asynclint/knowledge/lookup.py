"""Answers about full names: what they are, where they are defined, what calling them gives."""

from __future__ import annotations

from functools import cache

from asynclint.knowledge.inheritance import method_order
from asynclint.knowledge.reading import Package, package, table
from asynclint.model import Answer

# The special methods that decide whether something can be awaited, entered or iterated.
PROTOCOL_METHODS = frozenset(
    {"__aenter__", "__aexit__", "__aiter__", "__anext__", "__await__", "__call__", "__enter__",
     "__exit__", "__iter__", "__next__"}
)  # fmt: skip

# Re-exports between packages are short; the bound only stops two that point at each other.
_LONGEST_CHAIN = 8
Version = tuple[int, ...]


def is_coroutine_function(full_name: str, floor: Version | None = None) -> Answer:
    """Whether calling `full_name` gives a bare coroutine. Follows aliases and base classes.

    All releases that were read must agree; with a `floor` those that are at least as new.
    """
    kind = _kind(full_name, floor)
    return _answer(kind == "coroutines", kind)


def is_async_generator(full_name: str, floor: Version | None = None) -> Answer:
    """Whether calling `full_name` gives an async generator, as `is_coroutine_function`."""
    kind = _kind(full_name, floor)
    return _answer(kind == "async_generators", kind)


def is_listed_plain(full_name: str, floor: Version | None = None) -> Answer:
    """Whether `full_name` is listed as giving no awaitable and no async generator."""
    kind = _kind(full_name, floor)
    if kind == "classes":
        awaited = has_method(full_name, "__await__")
        return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(awaited, awaited)
    return _answer(kind in ("functions", "async_managers"), kind)


def canonical(full_name: str) -> str:
    """The spelling under which `full_name` is listed; `full_name` itself when it is not."""
    name = without_alias(full_name)
    owner, _, method = name.rpartition(".")
    return _defined_in(owner, method) or name if is_class(owner) else name


def has_method(class_name: str, method: str) -> Answer:
    """Whether instances of a class have a method, such as `__await__`, own or inherited.

    NO is given for `PROTOCOL_METHODS` only; of others not all are listed.
    """
    name = canonical(class_name)
    if not is_class(name):
        return Answer.UNKNOWN
    if found := _defined_in(name, method):
        known = package_of(found)
        return Answer.UNKNOWN if known and found in known.sometimes else Answer.YES
    abstract = table("abstract_classes")["methods"]
    others = [each for each in ancestors(name) if not is_class(each)]
    if not all(each in abstract for each in others) or method not in PROTOCOL_METHODS:
        return Answer.UNKNOWN
    return Answer.YES if any(method in abstract[each] for each in others) else Answer.NO


def without_alias(full_name: str) -> str:
    """The name behind other spellings of it or of the class or module it belongs to."""
    name = full_name
    for _ in range(_LONGEST_CHAIN):
        spelled = _one_alias_less(name)
        if spelled == name:
            break
        name = spelled
    return name


@cache
def ancestors(class_name: str) -> tuple[str, ...]:
    """The classes that are searched for a method, the class itself first."""
    return method_order(class_name, bases)


def bases(class_name: str) -> tuple[str, ...]:
    """The direct bases of a class; none when it is not known."""
    known = package_of(class_name)
    return known.classes.get(class_name, ()) if known else ()


def is_class(name: str) -> bool:
    """Whether it is the canonical name of a known class."""
    known = package_of(name)
    return known is not None and name in known.classes


def package_of(name: str) -> Package | None:
    """The package a full name belongs to, when something is known of it."""
    return package(name.partition(".")[0])


def is_listed(name: str, known: Package) -> bool:
    """Whether a package says anything of calling a function or method."""
    return _listed_kind(name, known) != ""


def _kind(full_name: str, floor: Version | None) -> str:
    """Which list of its package a name stands in; "" when in none that tells anything."""
    name = canonical(full_name)
    known = package_of(name)
    if known is None:
        return ""
    if floor is not None and name in known.since:
        version, kind = known.since[name]
        # 20 and 20.0 are one version.
        return kind if (*floor, *[0] * (len(version) - len(floor))) >= version else ""
    kind = "classes" if name in known.classes else _listed_kind(name, known)
    return "" if kind in ("others", "sometimes") else kind


def _answer(is_it: bool, kind: str) -> Answer:
    return Answer.YES if is_it else Answer.NO if kind else Answer.UNKNOWN


def _listed_kind(name: str, known: Package) -> str:
    if name in known.coroutines:
        return "coroutines"
    if name in known.functions:
        return "functions"
    if name in known.async_managers:
        return "async_managers"
    if name in known.async_generators:
        return "async_generators"
    if name in known.others:
        return "others"
    return "sometimes" if name in known.sometimes else ""


def _one_alias_less(name: str) -> str:
    known = package_of(name)
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
    for ancestor in ancestors(class_name):
        known = package_of(ancestor)
        if known is None or ancestor not in known.classes:
            return None
        name = f"{ancestor}.{method}"
        if is_listed(name, known):
            return name
    return None
