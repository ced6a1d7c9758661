"""Type texts of known packages: what calls give, what attributes hold, which time-outs are taken.

A type text is an annotation with full names: `aiohttp.ClientResponse | None`. The class in a
name may be given arguments, as in `asyncio.Queue[app.Job].get`; they take the place of the
type parameters of the class. What is not known is "".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from asynclint.knowledge.lookup import (
    Version,
    ancestors,
    bases,
    has_method,
    is_class,
    is_listed,
    is_listed_plain,
    package_of,
    without_alias,
)
from asynclint.knowledge.reading import Package, corrected
from asynclint.model import Answer

_ANY = "typing.Any"
_WORD = re.compile(r"[A-Za-z_][\w.]*")
_PARAMETER = re.compile(r"\$(\d+)")
_AWAITABLE = frozenset({"collections.abc.Awaitable", "collections.abc.Coroutine"})
# Names of Python's own that have one spelling only.
_FIXED = ("builtins.", "collections.", "typing.")


class Timeout(NamedTuple):
    """A parameter for a timeout. `default` is its text: `30.0`, `None`, `...` for anything
    that is no constant, "" for none: it must be given."""

    parameter: str
    default: str


class _Text(NamedTuple):
    text: str
    owner: str  # the class that says so, "" for what is no member


def returned(full_name: str) -> str:
    """What a call of `full_name` gives.

    Of a coroutine function it is what awaiting the call gives, and of the method `__await__`
    what awaiting an instance gives. Of an async generator function it is
    `collections.abc.AsyncIterator[...]`, and of a class the class itself.
    """
    name = without_alias(full_name)
    if is_class(name.partition("[")[0]) and (name.endswith("]") or "[" not in name):
        return name
    return _text(full_name, "results")


def attribute(class_name: str, name: str) -> str:
    """What an attribute or property of an instance holds, or a variable of a module."""
    return _text(f"{class_name}.{name}", "attributes")


def is_plain(full_name: str, floor: Version | None = None) -> Answer:
    """Whether calling `full_name` certainly gives no awaitable and no async generator.

    Where no list tells, the class of what the call gives does.
    """
    told = is_listed_plain(full_name, floor)
    if told is not Answer.UNKNOWN or floor is not None:
        return told
    text = returned(full_name)
    awaited = {_is_awaited(member) for member in _parts(text, " | ")} if text else set()
    if len(awaited) != 1:
        return Answer.UNKNOWN
    return {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(awaited.pop(), Answer.UNKNOWN)


def timeout(full_name: str) -> tuple[Timeout, ...]:
    """The parameters for a timeout of a function or method, in the order of their names."""
    pairs = (word.partition("=") for word in _text(full_name, "timeouts").split())
    return tuple(Timeout(parameter, default) for parameter, _, default in pairs)


def _is_awaited(member: str) -> Answer:
    bare = member.partition("[")[0]
    if bare in _AWAITABLE:
        return Answer.YES
    return Answer.NO if bare == "None" else has_method(bare, "__await__")


def _text(full_name: str, table: str) -> str:
    owner, arguments, member = _taken_apart(full_name)
    name = without_alias(f"{owner}.{member}" if owner else member)
    owner, _, member = name.rpartition(".")
    known = package_of(name)
    if known is None:
        return corrected(name, table)
    if not is_class(owner):
        return _written_out(getattr(known, table).get(name, ""), ())
    found = _of_class(owner, member, table)
    return _written_out(found.text, _arguments(owner, arguments, found.owner))


def _of_class(owner: str, member: str, table: str) -> _Text:
    for ancestor in ancestors(owner):
        known = package_of(ancestor)
        if known is None or ancestor not in known.classes:
            break
        name = f"{ancestor}.{member}"
        texts = getattr(known, table)
        if name in texts:
            return _Text(texts[name], ancestor)
        if _hides(name, known, table):
            break
    return _Text("", owner)


def _hides(name: str, known: Package, table: str) -> bool:
    return table != "attributes" and is_listed(name, known)


def _arguments(owner: str, given: Sequence[str], ancestor: str) -> Sequence[str]:
    """What the type parameters of `ancestor` are for an `owner` with the arguments `given`."""
    if owner == ancestor or not ancestor:
        return given
    known = package_of(owner)
    told = [_taken_apart(f"{text}.") for text in (known.parents.get(owner, ()) if known else ())]
    by_base = {without_alias(base): arguments for base, arguments, _ in told}
    for base in bases(owner):
        if ancestor in ancestors(base):
            arguments = [_filled(one, given) for one in by_base.get(base, ())]
            return _arguments(base, arguments, ancestor)
    return ()


def _written_out(text: str, arguments: Sequence[str]) -> str:
    """A text with its parameters filled in and all names as they are listed."""
    filled = _filled(text, arguments)
    if _ANY in _parts(filled, " | "):
        return ""
    return _WORD.sub(lambda found: _listed(found[0]), filled)


def _filled(text: str, arguments: Sequence[str]) -> str:
    def argument(found: re.Match[str]) -> str:
        number = int(found[1])
        return arguments[number] if number < len(arguments) else _ANY

    return _PARAMETER.sub(argument, text)


def _listed(name: str) -> str:
    return name if name.startswith(_FIXED) else without_alias(name)


def _taken_apart(full_name: str) -> tuple[str, tuple[str, ...], str]:
    """`("a.B", ("c.D",), "e")` of `a.B[c.D].e`."""
    head, bracket, rest = full_name.partition("[")
    if not bracket:
        owner, _, member = full_name.rpartition(".")
        return owner, (), member
    inside, _, member = rest.rpartition("].")
    return head, tuple(_parts(inside, ", ")), member


def _parts(text: str, separator: str) -> list[str]:
    """A text cut at the separators that stand outside of brackets."""
    parts, depth = [""], 0
    for piece in re.split(f"({re.escape(separator)}|[][])", text):
        depth += {"[": 1, "]": -1}.get(piece, 0)
        if piece == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += piece
    return parts
