"""What comes of an object that is awaited, iterated over, subscripted or entered.

Standard classes are data (`knowledge/containers.toml`); of others their special methods tell.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from asynclint import knowledge
from asynclint.model import Answer
from asynclint.unions import UNKNOWN, Kind, Type, Union, all_of, argument, every

_PATHS = frozenset({"anyio.Path", "pathlib.Path", "pathlib.PurePath", "trio.Path"})


class Objects(Protocol):
    """Who can tell of objects what their members are and what calls give."""

    def attribute(self, owner: Type, name: str) -> Union: ...

    def call(self, what: Type) -> Union: ...

    def returned(self, what: Type) -> Union: ...


def awaited(objects: Objects, what: Type) -> Union:
    """What awaiting an object gives."""
    if what.kind is Kind.COROUTINE:
        return objects.returned(what)
    own = argument("awaited", what)
    if own is not None:
        return own
    generators = _asked(objects, what, "__await__")
    if not what.origin:
        return generators  # knowledge tells the result itself
    return every(generators, lambda t: t.arguments[2] if len(t.arguments) > 2 else UNKNOWN)


def each(objects: Objects, what: Type) -> Union:
    """What iterating over an object gives."""
    if what.kind is Kind.TUPLE:
        return all_of(what.arguments)
    own = argument("iterated", what)
    if own is not None:
        return own
    iterators = _asked(objects, what, "__iter__")
    return every(iterators, lambda t: argument("iterated", t) or UNKNOWN)


def each_async(objects: Objects, what: Type) -> Union:
    """What `async for` over an object gives."""
    own = argument("iterated_async", what)
    if own is not None:
        return own
    iterators = _asked(objects, what, "__aiter__")
    if iterators == (what,):
        steps = _asked(objects, what, "__anext__")
        return every(steps, lambda t: awaited(objects, t))
    return every(iterators, lambda t: argument("iterated_async", t) or UNKNOWN)


def item(objects: Objects, what: Type, index: str = "") -> Union:
    """What subscripting an object gives; `index` is its plain number, "" for others."""
    if what.kind is Kind.TUPLE:
        number = int(index) if index.lstrip("-").isdigit() else len(what.arguments)
        parts = what.arguments
        return parts[number] if -len(parts) <= number < len(parts) else UNKNOWN
    own = argument("indexed", what)
    if own is not None:
        return (what,) if index == "slice" else own
    return _asked(objects, what, "__getitem__")


def entered(objects: Objects, what: Type) -> Union:
    """What `with` binds."""
    own = argument("entered", what)
    if own is not None:
        return own
    return _asked(objects, what, "__enter__") or _itself(what, "__enter__")


def entered_async(objects: Objects, what: Type) -> Union:
    """What `async with` binds."""
    own = argument("entered", what)
    if own is not None:
        return own
    given = every(_asked(objects, what, "__aenter__"), lambda t: awaited(objects, t))
    return given or _itself(what, "__aenter__")


def joined(objects: Objects, what: Type) -> Union:
    """What `/` makes of an object: of a path, a path."""
    return (what,) if what.kind is Kind.INSTANCE and what.name in _PATHS else UNKNOWN


def _asked(objects: Objects, what: Type, method: str) -> Union:
    """What a special method of an object gives."""
    if what.kind is not Kind.INSTANCE:
        return UNKNOWN
    return every(objects.attribute(what, method), objects.call)


def _itself(what: Type, method: str) -> Union:
    """Most classes of other packages enter themselves, and say so when they do not."""
    is_outside = what.kind is Kind.INSTANCE and not what.origin
    known_not_to = knowledge.has_method(what.name, method) is Answer.NO
    return (what,) if is_outside and not known_not_to else UNKNOWN


OPERATIONS: dict[str, Callable[..., Union]] = {
    "await": awaited,
    "each": each,
    "each async": each_async,
    "enter": entered,
    "enter async": entered_async,
    "item": item,
    "joined": joined,
}
