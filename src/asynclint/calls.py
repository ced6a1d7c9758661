"""What is known of the calls and objects of one file, for its rules.

Everything here is certain: a call makes a coroutine only if all that its function can be are
coroutine functions, and an object has a method only if all classes it can be of have it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from asynclint import knowledge
from asynclint.colour import gives
from asynclint.decoration import wrapped
from asynclint.model import Answer, Gives, Related
from asynclint.names import Names
from asynclint.narrowing import Narrowing
from asynclint.outside import outside_method
from asynclint.project import Definition
from asynclint.replaced import Replaced
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Scope
from asynclint.terms import Term, Terms
from asynclint.types import Types
from asynclint.unions import Kind, Type, Union, every

_ALIASING = (ast.Name, ast.Attribute, ast.Tuple, ast.List)


class Callee(NamedTuple):
    """A coroutine function: its full name and where it is defined."""

    name: str
    related: tuple[Related, ...]


class Calls:
    """Answers about one file; `origin` is its import root."""

    def __init__(self, source: Source, names: Names, types: Types, origin: str) -> None:
        self._source = source
        self._names = names
        self._types = types
        self._project = types.project
        self._origin = origin
        self._terms = Terms(names, Narrowing(source, names).text)
        self._replaced = Replaced(names)
        self._callees: dict[ast.Call, Callee | None] = {}
        self._unions: dict[ast.expr, Union] = {}

    @cached_property
    def coroutines(self) -> Mapping[ast.Call, Callee]:
        """All calls in the file that certainly make a coroutine and are not awaited at once.
        Most files have none, and are done with."""
        nodes = self._names.survey.nodes
        awaited = {node.value for node in nodes[ast.Await] if isinstance(node, ast.Await)}
        found = {}
        for call in nodes[ast.Call]:
            if not isinstance(call, ast.Call) or call in awaited:
                continue
            callee = self.coroutine_call(call)
            if callee:
                found[call] = callee
        return found

    def coroutine_call(self, expression: ast.expr) -> Callee | None:
        """The coroutine function an expression calls; None unless that is certain."""
        if not isinstance(expression, ast.Call):
            return None
        if expression not in self._callees:
            asked = self.may_be("coroutines", expression.func)
            self._callees[expression] = self.coroutine_function(expression.func) if asked else None
        return self._callees[expression]

    def coroutine_function(self, expression: ast.expr) -> Callee | None:
        """The coroutine function an expression that is not called certainly is."""
        if not self.may_be("coroutines", expression) or self._replaced.hides(expression):
            return None
        union = self.union(expression)
        callees = [self._coroutine_function(each, expression) for each in union]
        if not callees or None in callees:
            return None
        callee = callees[0]
        return callee if callee and self._is_spelled(expression, callee.name) else None

    def gives(self, call: ast.Call) -> Gives:
        """What a call certainly gives. PLAIN is said only of what cannot be awaited."""
        union = self.union(call.func)
        found = {self._gives(each) for each in union}
        if len(found) != 1 or self._replaced.hides(call.func):
            return Gives.UNKNOWN
        (made,) = found
        # Knowledge calls nothing plain that returns an awaitable.
        told = all(not each.origin for each in union)
        if made is Gives.PLAIN and not told and not self._is_plain(self.union(call)):
            return Gives.UNKNOWN
        return made

    def definitions(self, expression: ast.expr) -> list[Definition | None]:
        """Where the functions and classes that an expression can be are defined."""
        return [self._types.definition(each) for each in self.union(expression)]

    def method(self, owner: Definition, name: str) -> Definition | None:
        """A method of a class or its bases; None if that is not certain."""
        return self._project.method(owner, name)

    def ancestry(self, owner: Definition) -> Sequence[Definition | None]:
        """A class and its bases, in the order Python searches them."""
        return self._project.ancestry(owner) if owner.owner else ()

    def rests_on_parameter(self, expression: ast.expr) -> bool:
        """Whether what an expression is rests on the annotation of a parameter, which people
        write for one kind of client and call with another."""
        while isinstance(expression, (ast.Attribute, ast.Subscript)):
            expression = expression.value
        if isinstance(expression, ast.Call):
            return self.rests_on_parameter(expression.func)
        found = self._names.binding(expression) if isinstance(expression, ast.Name) else None
        if not found or (isinstance(expression, ast.Name) and self._names.own_class(expression)):
            return False
        return any(isinstance(binding.node, ast.arg) for binding in found[1])

    def union(self, expression: ast.expr) -> Union:
        """All that an expression can be; nothing when that is not certain."""
        if expression not in self._unions:
            self._unions[expression] = self._types.of(self.term(expression), self._origin)
        return self._unions[expression]

    def term(self, expression: ast.expr) -> Term:
        """How the value of an expression comes about."""
        return self._terms.of(expression)

    def type_of(self, expression: ast.expr) -> str:
        """Full name of the class an expression is an instance of; "" when not certain."""
        members = [each for each in self.union(expression) if each.kind is not Kind.NONE]
        names = {each.name if each.kind is Kind.INSTANCE else "" for each in members}
        return knowledge.canonical(names.pop()) if len(names) == 1 else ""

    def is_instance(self, expression: ast.expr, classes: frozenset[str]) -> bool:
        """Whether an expression is certainly an instance of one of some classes, by their full
        names, or of a subclass."""
        members = [each for each in self.union(expression) if each.kind is not Kind.NONE]
        return bool(members) and all(
            each.kind is Kind.INSTANCE and not classes.isdisjoint(self._lineage(each))
            for each in members
        )

    def has_method(self, expression: ast.expr, method: str) -> Answer:
        """Whether the object an expression gives has a method, own or inherited."""
        members = [each for each in self.union(expression) if each.kind is not Kind.NONE]
        answers = {self._has_method(each, method) for each in members}
        return answers.pop() if len(answers) == 1 else Answer.UNKNOWN

    def _has_method(self, what: Type, method: str) -> Answer:
        if what.kind is not Kind.INSTANCE:
            return Answer.UNKNOWN
        start = self._types.definition(what)
        if start is None:
            return Answer.UNKNOWN
        if start.owner is None:
            return outside_method(knowledge.canonical(start.name), method)
        for cls in self._project.ancestry(start):
            if cls is None:
                return Answer.UNKNOWN
            if cls.owner is None:
                if cls.name in self._project.empty_bases:
                    continue
                return outside_method(cls.name, method)
            if method in cls.owner.methods:
                return Answer.YES
            if method in cls.owner.attributes or method in cls.owner.assigned:
                return Answer.UNKNOWN
            if "__getattr__" in cls.owner.methods or cls.owner.decorators:
                return Answer.UNKNOWN
        return Answer.NO

    def _lineage(self, what: Type) -> Iterator[str]:
        yield knowledge.canonical(what.name)
        start = self._types.definition(what)
        for cls in self._project.ancestry(start) if start and start.owner else ():
            if cls:
                yield knowledge.canonical(cls.name)

    def _gives(self, what: Type) -> Gives:
        found = self._types.definition(what) if what.kind is Kind.FUNCTION else None
        return gives(found, self._project) if found else Gives.UNKNOWN

    def _is_plain(self, union: Union) -> bool:
        return bool(union) and all(
            each.kind in (Kind.NONE, Kind.TUPLE)
            or (each.kind is Kind.INSTANCE and self._has_method(each, "__await__") is Answer.NO)
            for each in union
        )

    def _coroutine_function(self, what: Type, expression: ast.expr) -> Callee | None:
        if what.kind is not Kind.FUNCTION:
            return None
        if not self._project.may_be_async(what.name.rpartition(".")[2]):
            return None
        found = self._types.definition(what)
        if found is None or not self._makes_coroutine(what, found, expression):
            return None
        if found.path and self._is_overridden(found.name):
            return None
        return Callee(found.name, self.defined(found))

    def _makes_coroutine(self, what: Type, found: Definition, expression: ast.expr) -> bool:
        made = gives(found, self._project)
        if made is Gives.COROUTINE_IN_ASYNC:
            return self._in_async(expression)
        if made is Gives.PLAIN and found.function and "Coroutine" in found.function.returns:
            results = self._types.call(what)
        elif made is not Gives.UNKNOWN:
            return made is Gives.COROUTINE
        else:
            results = every(wrapped(self._types, what), self._types.call)
        return bool(results) and all(each.name == "typing.Coroutine" for each in results)

    def _in_async(self, expression: ast.expr) -> bool:
        scope: Scope | None = self._names.survey.scope_at(expression)
        while scope and not isinstance(scope.node, (*FUNCTIONS, ast.Lambda)):
            scope = scope.outer
        return scope is not None and isinstance(scope.node, ast.AsyncFunctionDef)

    def _is_overridden(self, name: str) -> bool:
        """Whether a class of this file overrides a method with a sync one: then an object of
        the class that is known may well be an object of that one."""
        owner, _, method = name.rpartition(".")
        for scope in self._names.survey.scopes:
            if not isinstance(scope.node, ast.ClassDef):
                continue
            overrides = self._names.bindings(scope).names.get(method, ())
            is_sync = any(isinstance(binding.node, ast.FunctionDef) for binding in overrides)
            bases = [self.definitions(base) for base in scope.node.bases] if is_sync else []
            if any(found and found.name == owner for base in bases for found in base):
                return True
        return False

    def defined(self, found: Definition | None) -> tuple[Related, ...]:
        """The place where a function is defined, for findings about it."""
        if found is None or found.function is None or not found.path:
            return ()
        path = self._project.shown(found.path)
        return (Related(path, found.function.position, "defined here"),)

    def may_be(self, kind: str, expression: ast.expr) -> bool:
        """Whether an expression can be a function of a kind, a field of `Words`."""
        words = self._project.words
        if words is None:
            return isinstance(expression, (ast.Attribute, ast.Name, ast.Call))
        return self.may_be_named(expression, getattr(words, kind))

    def may_be_named(self, expression: ast.expr, names: frozenset[str]) -> bool:
        """The same for some last names: most are not, which is cheap to find out."""
        match expression:
            case ast.Attribute(attr=name):
                return name in names
            case ast.Name(id=name):
                return name in names or name in self._renamed
        return isinstance(expression, ast.Call)

    def is_replaced(self, expression: ast.expr) -> bool:
        """Whether the file puts something else in the place of what an expression names."""
        return self._replaced.hides(expression)

    def _is_spelled(self, expression: ast.expr, full_name: str) -> bool:
        """Whether a function stands under a name of its own, or one that `may_be` lets
        pass whatever functions there are."""
        match expression:
            case ast.Attribute(attr=name):
                return name == full_name.rpartition(".")[2]
            case ast.Name(id=name):
                return name in self._renamed or name == full_name.rpartition(".")[2]
        return True

    @cached_property
    def _renamed(self) -> frozenset[str]:
        """Names that may stand for something of another name."""
        nodes = self._names.survey.nodes
        imports = (*nodes[ast.Import], *nodes[ast.ImportFrom])
        found = {alias.asname for node in imports for alias in getattr(node, "names", ())}
        for node in (*nodes[ast.Assign], *nodes[ast.AnnAssign], *nodes[ast.NamedExpr]):
            if _is_alias(getattr(node, "value", None)):
                targets = getattr(node, "targets", None) or [getattr(node, "target", node)]
                found.update(getattr(n, "id", None) for t in targets for n in ast.walk(t))
        return frozenset(name for name in found if name)


def _is_alias(value: object) -> bool:
    """Whether a value may be a function that has a name of its own."""
    if isinstance(value, ast.Call):
        return "partial" in (getattr(value.func, "id", ""), getattr(value.func, "attr", ""))
    return isinstance(value, _ALIASING)
