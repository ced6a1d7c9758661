"""What an attribute of an object or class is, by its class and bases.

Methods come as functions bound to the object, properties as what they return, attributes as all
that they are given anywhere. What is set on an object hides a method, whichever class sets it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from asynclint import knowledge
from asynclint.facts import FunctionFacts
from asynclint.project import Definition, Project
from asynclint.terms import NOTHING, Term
from asynclint.unions import UNKNOWN, Kind, Type, Union, all_of, made

_PROPERTIES = frozenset({"abc.abstractproperty", "builtins.property", "functools.cached_property"})

# Whoever assigns to an attribute of this name calls its setter.
_HIDES_NOTHING = frozenset({"abc.abstractproperty", "builtins.property"})
_DYNAMIC = frozenset({"__getattr__", "__getattribute__"})


class Worker(Protocol):
    """Who works out terms, type texts and what functions return."""

    project: Project

    def of(self, term: Term, origin: str, me: Union = UNKNOWN) -> Union: ...

    def of_text(self, text: str, origin: str, me: Union = UNKNOWN) -> Union: ...

    def said(self, function: FunctionFacts, origin: str, me: Union) -> Union: ...


def member(worker: Worker, owner: Type, name: str) -> Union:
    """An attribute of an instance or class."""
    start = worker.project.lookup(owner.name, owner.origin)
    if start is None or (start.path and start.owner is None):
        return UNKNOWN
    return _found(worker, owner, worker.project.ancestry(start), name)


def member_above(worker: Worker, cls: str, name: str, origin: str, me: Union) -> Union:
    """An attribute as `super()` in a class finds it; `me` is the object, if more is known."""
    start = worker.project.lookup(cls, origin)
    if start is None or start.owner is None:
        return UNKNOWN
    owners = me or made((Type(Kind.CLASS, start.name, start.origin),))
    lineage = worker.project.ancestry(start)[1:]
    return _found(worker, owners[0], lineage, name) if len(owners) == 1 else UNKNOWN


def lacks(worker: Worker, owner: Type, name: str) -> bool:
    """Whether an instance certainly has no attribute of a name: all its classes are known."""
    start = worker.project.lookup(owner.name, owner.origin) if owner.kind is Kind.INSTANCE else None
    if start is None or start.owner is None:
        return False
    for cls in worker.project.ancestry(start):
        if cls is None or (cls.owner is None and cls.name not in worker.project.empty_bases):
            return False
        if cls.owner and (
            not _DYNAMIC.isdisjoint(cls.owner.methods)
            or any(name in table for table in (cls.owner.methods, cls.owner.attributes))
            or name in cls.owner.assigned
        ):
            return False
    return True


def _found(
    worker: Worker, owner: Type, lineage: Sequence[Definition | None], name: str
) -> Union:
    given: list[Union] = []
    for cls in lineage:
        if cls is None or (cls.owner and "__getattribute__" in cls.owner.methods):
            break
        if cls.owner is None:
            if given or cls.name not in worker.project.empty_bases:
                given = given or [_outside(worker, owner, cls.name, name)]
                break
            continue
        if name in cls.owner.methods:
            method = cls.owner.methods[name]
            hidden = given or any(c and c.owner and name in c.owner.assigned for c in lineage)
            if hidden and not _HIDES_NOTHING.intersection(method.decorators):
                return UNKNOWN
            return _method(worker, owner, cls, method, name)
        terms = [t[name] for t in (cls.owner.assigned, cls.owner.attributes) if name in t]
        known = [term for term in terms if term != NOTHING]
        given.extend(worker.of(term, cls.origin, (owner,)) for term in known)
        if any(term[0] == "is" for term in known):
            break  # declared: what bases say of it is no more precise
    return all_of(given) if given else UNKNOWN


def _method(
    worker: Worker, owner: Type, cls: Definition, method: FunctionFacts, name: str
) -> Union:
    function = Type(Kind.FUNCTION, f"{cls.name}.{name}", cls.origin, ((owner,),))
    if not _PROPERTIES.intersection(method.decorators):
        return (function,)
    if owner.kind is not Kind.INSTANCE or len(method.decorators) > 1:
        return UNKNOWN
    if method.is_async:
        return (function._replace(kind=Kind.COROUTINE),)
    return worker.said(method, cls.origin, (owner,))


def _outside(worker: Worker, owner: Type, cls: str, name: str) -> Union:
    """What bundled knowledge says of an attribute; a name it does not list may be a method."""
    text = knowledge.attribute(cls, name)
    if text:
        return worker.of_text(text, "", (owner,))
    full = knowledge.canonical(f"{cls}.{name}")
    return (Type(Kind.FUNCTION, full, "", ((owner,),)),)
