"""What an expression can certainly be, as data: unions of types.

Every member of a union is possible, and there is no other. An empty union means that nothing is
certain, and whatever contains it is empty too. So a question about an object is answered only
where all members of its union agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from asynclint import knowledge


class Kind(Enum):
    """What sort of thing an expression is."""

    INSTANCE = "an instance of a class"
    CLASS = "a class"
    FUNCTION = "a function or method"
    BARE = "a function without its decorators"
    COROUTINE = "a coroutine of a function"
    CALLABLE = "something that can be called, with its result"
    TUPLE = "a tuple of known length"
    MODULE = "a module"
    NONE = "None"

    __hash__ = object.__hash__  # of members there is one each; that of `Enum` is written in Python


class Type(NamedTuple):
    """One thing an expression can be. `name` is found from the import root `origin`.

    `arguments` are type arguments of an instance, the parts of a tuple, the result of a
    callable, or the one object (or class) a method is bound to.
    """

    kind: Kind
    name: str = ""
    origin: str = ""
    arguments: tuple[Union, ...] = ()


Union = tuple[Type, ...]

ANY = "typing.Any"
UNKNOWN: Union = ()
NONE = (Type(Kind.NONE),)


def every(union: Union, work: Callable[[Type], Union]) -> Union:
    """What is done with an object, done with every member; None is passed over, for nothing
    is done with it where the rest of the text is right."""
    members = [each for each in union if each.kind is not Kind.NONE]
    return all_of([work(each) for each in members])


def all_of(unions: Iterable[Union]) -> Union:
    """One union of several; nothing where one of them is not certain."""
    found: dict[Type, None] = {}
    for union in unions:
        if not union:
            return UNKNOWN
        found.update(dict.fromkeys(union))
    return tuple(found)


def generic(name: str, *arguments: Union) -> Type:
    """An instance of a standard class with type arguments."""
    return Type(Kind.INSTANCE, name, arguments=arguments)


def made(union: Union) -> Union:
    """Instances of the classes of a union."""
    if not all(each.kind is Kind.CLASS for each in union):
        return UNKNOWN
    return tuple(Type(Kind.INSTANCE, each.name, each.origin) for each in union)


def class_of(union: Union) -> Union:
    """The classes of the instances of a union."""
    if not all(each.kind is Kind.INSTANCE for each in union):
        return UNKNOWN
    return tuple(Type(Kind.CLASS, each.name, each.origin) for each in union)


def argument(table: str, what: Type) -> Union | None:
    """The type argument that an operation on a standard class gives; None for other classes."""
    if what.kind is not Kind.INSTANCE or what.name not in _container(table):
        return None
    index = _container(table)[what.name]
    return what.arguments[index] if index < len(what.arguments) else UNKNOWN


def container_method(what: Type, name: str) -> Union:
    """A method of a standard container that gives what it holds."""
    item, made = argument("indexed", what), _container("methods").get(name)
    if item is None or made is None:
        return UNKNOWN
    key = argument("iterated", what) or UNKNOWN
    result: Union
    match made:
        case "itself":
            result = (what,)
        case "item":
            result = item
        case "items":
            result = (generic("typing.Iterable", item),)
        case "keys":
            result = (generic("typing.Iterable", key),)
        case _:
            pair = Type(Kind.TUPLE, "builtins.tuple", arguments=(key, item))
            result = (generic("typing.Iterable", (pair,)),)
    return (Type(Kind.CALLABLE, arguments=(result,)),)


def text_of(union: Union) -> str:
    """A union as a type text; `typing.Any` for what has none."""
    return " | ".join(map(_text, union)) or ANY


def _text(what: Type) -> str:
    match what.kind:
        case Kind.NONE:
            return "None"
        case Kind.INSTANCE | Kind.TUPLE:
            inside = ", ".join(map(text_of, what.arguments))
            return f"{what.name}[{inside}]" if inside else what.name
    return ANY


def spelled(name: str) -> str:
    """The one spelling of a standard class that has several."""
    return str(_container("spellings").get(name, name))


def standard_classes() -> frozenset[str]:
    """The classes of the tables, some of which have names in lower case."""
    tables = ("awaited", "entered", "indexed", "iterated", "iterated_async")
    return frozenset(name for table in tables for name in _container(table))


@cache
def _container(table: str) -> dict[str, Any]:
    return dict(knowledge.table("containers")[table])
