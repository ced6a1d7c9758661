"""Which objects an expression can certainly be: terms worked out across the project.

A term (`terms`) says how a value comes about; here its names are looked up, calls are answered by
what functions say or plainly return, attributes by classes and their bases. The answer is a
union (`unions`); what is not certain is `UNKNOWN`.

The types of one project share what was found: a term of a module is worked out once. A circle (a
function that returns what it was called for) is not certain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from asynclint.colour import gives, keeps_all
from asynclint.declarations import instances
from asynclint.decoration import undecorated, wrapped
from asynclint.facts import FunctionFacts
from asynclint.members import lacks, member, member_above
from asynclint.memory import Memory
from asynclint.model import Gives
from asynclint.operations import OPERATIONS
from asynclint.outside import meaning, result_text
from asynclint.project import Definition, Project
from asynclint.signatures import bound_by, is_bound
from asynclint.terms import Term
from asynclint.unions import (
    NONE,
    UNKNOWN,
    Kind,
    Type,
    Union,
    all_of,
    class_of,
    container_method,
    every,
    generic,
    made,
)

_DEPTH = 40  # steps from question to answer; more are a circle in disguise
_KEPT = 100_000  # answers

_COROUTINES = (Gives.COROUTINE, Gives.COROUTINE_IN_ASYNC)
_GENERATORS = (Gives.ASYNC_GENERATOR, Gives.GENERATOR)
_MANAGERS = {
    Gives.ASYNC_MANAGER: "contextlib.AbstractAsyncContextManager",
    Gives.MANAGER: "contextlib.AbstractContextManager",
}

_Asked = tuple[Term, str, Union]


class Types:
    """Works out the terms of one project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._watch = project.shelf.watch
        self._found = Memory[_Asked, Union](self._watch, UNKNOWN)
        self._open: dict[_Asked, int] = {}
        self._lowest = _DEPTH

    def of(self, term: Term, origin: str, me: Union = UNKNOWN) -> Union:
        """What a term of a file with the import root `origin` can be. `me` is the object that
        `self` stands for, when it is more than an instance of the class of the method."""
        asked = (term, origin, me)
        found = self._found.known(asked)
        if found is not None:
            return found
        depth = len(self._open)
        if asked in self._open or depth == _DEPTH:
            self._lowest = min(self._lowest, self._open.get(asked, 0))
            return UNKNOWN
        self._open[asked] = depth
        outer = self._watch.open()
        try:
            found = self._work_out(term, origin, me)
        finally:
            del self._open[asked]
            frame = self._watch.close(outer)
        # An answer found inside a circle depends on where the circle was entered.
        if self._lowest >= depth:
            self._lowest = _DEPTH
            if len(self._found) > _KEPT:
                self.forget(all_of_it=True)
            self._found.keep(asked, found, frame)
        return found

    def forget(self, *, all_of_it: bool) -> None:
        """Forget what rests on files that change, or everything."""
        self._found.forget(all_of_it=all_of_it)

    def of_text(
        self,
        text: str,
        origin: str,
        me: Union = UNKNOWN,
        given: Mapping[str, Union] = MappingProxyType({}),
    ) -> Union:
        """What an instance of a type text can be; `me` stands for `Self`, and `given` says what
        type variables stand for."""
        return instances(self, text, origin, me, given)

    def attribute(self, owner: Type, name: str) -> Union:
        """An attribute of an object, class or module."""
        if owner.kind is Kind.MODULE:
            found = self.project.lookup(f"{owner.name}.{name}", owner.origin)
            return self.defined(found) if found else UNKNOWN
        if owner.kind not in (Kind.INSTANCE, Kind.CLASS):
            return UNKNOWN
        if not owner.origin and (method := container_method(owner, name)):
            return method
        return member(self, owner, name)

    def call(self, what: Type, argument: Union = UNKNOWN) -> Union:
        """What calling something gives; `argument` is the first one, where that is known."""
        match what.kind:
            case Kind.CLASS:
                return self._constructed(what)
            case Kind.CALLABLE:
                return what.arguments[0]
            case Kind.INSTANCE:
                return every(self.attribute(what, "__call__"), self._called)
            case Kind.FUNCTION:
                return self._result(what, argument)
            case Kind.BARE:
                return undecorated(self, what)
        return UNKNOWN

    def returned(self, what: Type, argument: Union = UNKNOWN) -> Union:
        """What awaiting a coroutine gives, or what a plain function returns."""
        found = self.project.lookup(what.name, what.origin)
        me = what.arguments[0] if what.arguments else UNKNOWN
        if found is None:
            return UNKNOWN
        if found.function is None:
            text, home = result_text(found.name, me)
            return self.of_text(text, home, me)
        given = bound_by(self, found.function, argument, skipped=is_bound(what, found.function))
        return self.said(found.function, found.origin, me, given)

    def said(
        self,
        function: FunctionFacts,
        origin: str,
        me: Union,
        given: Mapping[str, Union] = MappingProxyType({}),
    ) -> Union:
        """What a function says it returns, or plainly returns; of a generator, an iterator."""
        if function.returns:
            return self.of_text(function.returns, origin, me, given)
        if function.is_stub:
            return UNKNOWN
        found = self.of(function.result(), origin, me)
        if not function.is_generator:
            return found
        return (generic("typing.AsyncIterator" if function.is_async else "typing.Iterator", found),)

    def definition(self, what: Type) -> Definition | None:
        """Where a function or class is defined."""
        return self.project.lookup(what.name, what.origin)

    def _work_out(self, term: Term, origin: str, me: Union) -> Union:
        match term:
            case ("name", str(name)):
                return self._named(name, origin)
            case ("is", str(text)):
                return self.of_text(text, origin, me)
            case ("self", str(name)):
                return me or made(self._named(name, origin))
            case ("class", str(name)):
                return class_of(me) or self._named(name, origin)
            case ("none",):
                return NONE
            case ("alias", str(), tuple(value)):
                return self.of(value, origin, me)
            case ("attr", ("super", str(name)), str(attribute)):
                return member_above(self, name, attribute, origin, me)
            case ("attr", tuple(value), str(attribute)):
                return self._attribute_of(self.of(value, origin, me), attribute)
            case ("either", *several):
                return self._all(several, origin, me)
            case ("list", tuple(element)):
                return (generic("builtins.list", self.of(element, origin, me)),)
            case ("dict", tuple(key), tuple(value)):
                arguments = [self.of(each, origin, me) for each in (key, value)]
                return (generic("builtins.dict", *arguments),)
            case ("tuple", *several):
                parts = tuple(self.of(t, origin, me) for t in several if isinstance(t, tuple))
                return (Type(Kind.TUPLE, "builtins.tuple", arguments=parts),)
            case ("call", tuple(value)):
                return every(self.of(value, origin, me), self.call)
            case ("call", tuple(value), tuple(first)):
                argument = self.of(first, origin, me)
                return every(self.of(value, origin, me), lambda t: self.call(t, argument))
            case (str(operation), tuple(value), *more) if operation in OPERATIONS:
                work = OPERATIONS[operation]
                return every(self.of(value, origin, me), lambda t: work(self, t, *more))
        return UNKNOWN

    def _all(self, terms: Sequence[object], origin: str, me: Union) -> Union:
        return all_of([self.of(each, origin, me) for each in terms if isinstance(each, tuple)])

    # Names

    def _named(self, name: str, origin: str) -> Union:
        found = self.project.lookup(name, origin)
        if found:
            return self.defined(found)
        owner, _, last = name.rpartition(".")
        holders = self._named(owner, origin) if owner else UNKNOWN
        if any(each.kind is Kind.MODULE for each in holders):
            return UNKNOWN
        return self._attribute_of(holders, last)

    def _attribute_of(self, holders: Union, name: str) -> Union:
        """An attribute of what can be several things: those that certainly lack it are passed
        over, for the text is right only where it is there."""
        members = [each for each in holders if each.kind is not Kind.NONE]
        found = [(each, self.attribute(each, name)) for each in members]
        return all_of([union for each, union in found if union or not lacks(self, each, name)])

    def defined(self, found: Definition) -> Union:
        """What a definition is: a function, class, module, or what a value can be."""
        if found.function:
            return self._decorated(found) or (Type(Kind.FUNCTION, found.name, found.origin),)
        if found.owner:
            replaced = not keeps_all(found.owner.decorators, found.origin, self.project)
            return UNKNOWN if replaced else (Type(Kind.CLASS, found.name, found.origin),)
        if found.value is not None:
            union = self.of(found.value, found.origin)
            return meaning(found.name) if not union and self._told(found) else union
        if found.path:
            return (Type(Kind.MODULE, found.name, found.origin),)
        return meaning(found.name)

    def _told(self, found: Definition) -> bool:
        """Whether bundled knowledge has a word on what the text of a package leaves open."""
        installed = self.project.is_installed(found)
        return installed and gives(found, self.project) is not Gives.UNKNOWN

    def _decorated(self, found: Definition) -> Union:
        """The object that a decorator says it makes of a function."""
        union = wrapped(self, Type(Kind.FUNCTION, found.name, found.origin))
        return union if all(each.kind is Kind.INSTANCE for each in union) else UNKNOWN

    # Calls

    def _called(self, method: Type) -> Union:
        return self.call(method) if method.kind is Kind.FUNCTION else UNKNOWN

    def _constructed(self, cls: Type) -> Union:
        """What calling a class gives: an instance, unless its `__new__` returns another."""
        found = self.project.lookup(cls.name, cls.origin)
        new = found and found.owner and self.project.method(found, "__new__")
        if not new or new.function is None:
            return made((cls,))
        return self.said(new.function, new.origin, made((cls,))) or made((cls,))

    def _result(self, what: Type, argument: Union) -> Union:
        found = self.project.lookup(what.name, what.origin)
        if found is None:
            return UNKNOWN
        kind = gives(found, self.project)
        if kind in _COROUTINES:
            return (what._replace(kind=Kind.COROUTINE),)
        if found.function is None or kind in (Gives.PLAIN, *_GENERATORS):
            return self.returned(what, argument)
        if kind in _MANAGERS:
            return self._yielding(_MANAGERS[kind], what)
        return every(wrapped(self, what), self.call)

    def _yielding(self, name: str, what: Type) -> Union:
        """What calling a generator function gives; a manager enters what is yielded."""
        given: Union = UNKNOWN
        for each in self.returned(what):
            given = each.arguments[0] if each.arguments else UNKNOWN
        return (generic(name, given),)
