"""The small type tracker: which class an expression is certainly an instance of.

It knows constructor calls, annotations, `self`, attributes all assignments of which agree,
`with ... as`, and return annotations of the project's functions. What it does not know is "".
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint import knowledge
from asynclint.bindings import Binding, Kind
from asynclint.facts import NONE_TYPE, FunctionFacts
from asynclint.names import Names
from asynclint.project import Definition, Project
from asynclint.syntax import Scope, is_starred

_SELF = frozenset({"typing.Self", "typing_extensions.Self"})
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_DEPTH = 6  # links of one chain such as `a.b.c()`; deeper ones are not worth the time


class Types:
    """Types of expressions of one file. `origin` is the file's import root."""

    def __init__(self, names: Names, project: Project, origin: str) -> None:
        self._names = names
        self._project = project
        self._origin = origin

    def of(self, expression: ast.expr, depth: int = 0) -> str:
        """Full name of the class an expression is an instance of; "" when not certain."""
        if depth > _DEPTH:
            return ""
        match expression:
            case ast.Name():
                return self._of_name(expression, depth)
            case ast.Attribute(value=value, attr=attribute):
                owner = self.of(value, depth + 1)
                return self.attribute(owner, attribute) if owner else ""
            case ast.Call(func=function):
                return self._of_call(function, depth, awaited=False)
            case ast.Await(value=ast.Call(func=function)):
                return self._of_call(function, depth, awaited=True)
            case ast.NamedExpr(value=value):
                return self.of(value, depth + 1)
        return ""

    def attribute(self, owner: str, name: str) -> str:
        """Class of an attribute of an instance of `owner`, a full class name."""
        start = self._project.lookup(owner, self._origin)
        if start is None or start.owner is None:
            return ""
        types: set[str] = set()
        for cls in self._project.ancestry(start):
            if cls is None or cls.owner is None:
                break
            if name in cls.owner.methods:
                if types:
                    return ""
                return self._of_property(cls.owner.methods[name], cls.origin)
            for known in (cls.owner.assigned, cls.owner.attributes):
                if known.get(name, NONE_TYPE) != NONE_TYPE:
                    types.add(self._class(known[name], cls.origin) if known[name] else "")
        return types.pop() if len(types) == 1 else ""

    def method(self, expression: ast.Attribute, depth: int = 0) -> str:
        """Full name of a method of an instance; "" when its class is not certain."""
        match expression.value:
            case ast.Call(func=ast.Name(id="super")):
                return self._of_super(expression)
        owner = self.of(expression.value, depth + 1)
        return f"{owner}.{expression.attr}" if owner else ""

    def _of_super(self, expression: ast.Attribute) -> str:
        cls = self._names.enclosing_class(expression)
        start = cls and self._project.lookup(self._names.class_name(cls), self._origin)
        found = self._project.method_above(start, expression.attr) if start else None
        return found.name if found else ""

    def _of_property(self, method: FunctionFacts, origin: str) -> str:
        is_property = len(method.decorators) == 1 and method.decorators[0] in _PROPERTIES
        return self._class(method.returns, origin) if is_property and not method.is_async else ""

    def _of_name(self, name: ast.Name, depth: int) -> str:
        own = self._names.own_class(name)
        if own:
            return self._names.class_name(own)
        found = self._names.binding(name)
        return self._agreed(*found, depth) if found else ""

    def _agreed(self, scope: Scope, bindings: Iterable[Binding], depth: int) -> str:
        types = {self._bound(b, scope, depth) for b in bindings if not _is_none(b.value)}
        return types.pop() if len(types) == 1 else ""

    def _bound(self, binding: Binding, scope: Scope, depth: int) -> str:
        if is_starred(scope, binding.node):
            return ""
        match binding.node:
            case (
                ast.AnnAssign(annotation=ast.expr() as said)
                | ast.arg(annotation=ast.expr() as said)
            ):
                name = self._names.annotated_class(said)
                return self._class(name, self._origin) if name else ""
            case ast.withitem(context_expr=ast.Call() as call) if binding.kind is Kind.MANAGER:
                return self._entered(self.of(call, depth + 1))
        return self.of(binding.value, depth + 1) if binding.value else ""

    def _of_call(self, function: ast.expr, depth: int, *, awaited: bool) -> str:
        full = self._names.resolve(function)
        if not full and isinstance(function, ast.Attribute):
            name = self.method(function, depth)
        else:
            name = next(iter(full)) if len(full) == 1 else ""
        if not name:
            return ""
        found = self._project.lookup(name, self._origin)
        if found is None:
            return ""
        if found.function:
            if found.function.is_async is not awaited or not _is_plain(found.function):
                return ""
            return self._returned(found, receiver=name.rpartition(".")[0])
        return "" if awaited else self._class(name, self._origin)

    def _returned(self, found: Definition, receiver: str) -> str:
        """What a function or method says it returns; `receiver` stands for `Self`."""
        returns = found.function.returns if found.function else ""
        if returns in _SELF:
            return self._class(receiver, self._origin)
        return self._class(returns, found.origin) if returns else ""

    def _class(self, name: str, origin: str) -> str:
        """The full name of a class, followed to its definition; "" when it is none."""
        found = self._project.lookup(name, origin)
        if found is None or found.function:
            return ""
        if found.owner:
            return found.name
        return "" if found.path else _outside_class(found)

    def _entered(self, owner: str) -> str:
        """What `with` binds: most classes give themselves, and say so when they do not."""
        found = self._project.lookup(owner, self._origin) if owner else None
        if found is None:
            return ""
        if not found.owner:
            return owner
        for name in ("__aenter__", "__enter__"):
            method = self._project.method(found, name)
            if method and method.function:
                if not _is_plain(method.function):
                    return ""
                gives_itself = method.function.returned == "parameter"
                return owner if gives_itself else self._returned(method, receiver=owner)
        return ""


def _is_plain(function: FunctionFacts) -> bool:
    return set(function.decorators) <= {*knowledge.table("decorators")["keep"]}


def _outside_class(found: Definition) -> str:
    """Classes of other packages are told by their names (PEP 8) when knowledge has none."""
    last = found.name.rpartition(".")[2].lstrip("_")
    return knowledge.canonical(found.name) if last[:1].isupper() else ""


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
