"""The small type tracker: which class an expression is certainly an instance of.

It knows constructor calls, annotations, `self`, attributes all assignments of which agree,
`with ... as`, and return annotations of the project's functions. What it does not know is "".
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint import knowledge
from asynclint.bindings import Binding, Kind
from asynclint.names import Names
from asynclint.project import Definition, Project
from asynclint.syntax import Scope

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
        for cls in self._project.ancestry(start):
            if cls is None or cls.owner is None:
                return ""
            for known in (cls.owner.assigned, cls.owner.attributes):
                if name in known:
                    return self._class(known[name], cls.origin) if known[name] else ""
        return ""

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
        match binding.node:
            case ast.AnnAssign(annotation=annotation) | ast.arg(annotation=ast.expr() as annotation):
                name = self._names.annotated_class(annotation)
                return self._class(name, self._origin) if name else ""
            case ast.withitem(context_expr=ast.Call() as call) if binding.kind is Kind.MANAGER:
                return self._entered(self.of(call, depth + 1))
        return self.of(binding.value, depth + 1) if binding.value else ""

    def _of_call(self, function: ast.expr, depth: int, *, awaited: bool) -> str:
        full = self._names.resolve(function)
        if not full and isinstance(function, ast.Attribute):
            owner = self.of(function.value, depth + 1)
            full = frozenset({f"{owner}.{function.attr}"}) if owner else full
        if len(full) != 1:
            return ""
        (name,) = full
        found = self._project.lookup(name, self._origin)
        if found is None:
            return ""
        if found.function:
            plain = found.function.is_async == awaited and not found.function.decorators
            returns = found.function.returns if plain else ""
            return self._class(returns, found.origin) if returns else ""
        return "" if awaited else self._class(name, self._origin)

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
                returns = method.function.returns.rpartition(".")[2]
                return owner if returns in ("Self", owner.rpartition(".")[2]) else ""
        return ""


def _outside_class(found: Definition) -> str:
    """Classes of other packages are told by their names (PEP 8) when knowledge has none."""
    last = found.name.rpartition(".")[2].lstrip("_")
    return knowledge.canonical(found.name) if last[:1].isupper() else ""


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None
