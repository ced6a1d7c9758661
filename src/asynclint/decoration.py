"""What a decorator that changes a function says it makes of it, by its own annotations."""

from __future__ import annotations

from typing import Protocol

from asynclint.colour import function_gives, gives, keeps_all
from asynclint.model import Gives
from asynclint.project import Definition, Project
from asynclint.terms import Term
from asynclint.unions import UNKNOWN, Kind, Type, Union, every


class Worker(Protocol):
    """Who works out terms, and what calls give."""

    project: Project

    def of(self, term: Term, origin: str, me: Union = UNKNOWN) -> Union: ...

    def call(self, what: Type, argument: Union = UNKNOWN) -> Union: ...

    def returned(self, what: Type, argument: Union = UNKNOWN) -> Union: ...

    def definition(self, what: Type) -> Definition | None: ...


def wrapped(worker: Worker, what: Type) -> Union:
    """What the one decorator of a function that changes what calls give says it makes of it;
    nothing when there is no such decorator, or several."""
    found = worker.definition(what) if what.kind is Kind.FUNCTION else None
    function = found.function if found else None
    if found is None or function is None or not function.decorators:
        return UNKNOWN
    if gives(found, worker.project) is not Gives.UNKNOWN:
        return UNKNOWN
    origin, project = found.origin, worker.project
    changing = [d for d in function.decorators if not keeps_all([d], origin, project)]
    if len(changing) != 1 or not changing[0]:
        return UNKNOWN
    term: Term = ("name", changing[0].removesuffix("()"))
    makers = worker.of(("call", term) if changing[0].endswith("()") else term, origin)
    bare = (what._replace(kind=Kind.BARE),)
    return every(makers, lambda maker: worker.call(maker, bare))


def undecorated(worker: Worker, what: Type) -> Union:
    """What calling a function would give without its decorators."""
    found = worker.definition(what)
    if found is None or found.function is None:
        return UNKNOWN
    bare = found.function._replace(decorators=())
    is_coroutine = function_gives(bare, found.origin, worker.project) is Gives.COROUTINE
    return (what._replace(kind=Kind.COROUTINE),) if is_coroutine else worker.returned(what)
