"""The full name of an expression, from the text of its file alone.

`resolve` answers with every full name an expression may have: none when nothing certain is
known (a parameter, a loop variable, a rebound import), several when imports under `try` or
`if` disagree. A name that only a star import can have brought in starts with `*.`; names of
this module start with the module's own name. Looking into other modules is `project`'s work.
"""

from __future__ import annotations

import ast
from functools import cached_property

from asynclint.bindings import Binding, Bindings, Kind, bindings_of
from asynclint.knowledge.builtin_names import NAMES
from asynclint.syntax import FUNCTIONS, Function, Scope, Survey, parameters

NOTHING: frozenset[str] = frozenset()
LOCALS = "<locals>"

_ALIAS_DEPTH = 6
_CLASS_METHODS = frozenset({"__class_getitem__", "__init_subclass__", "__new__"})


class Names:
    """Name resolution for one module. `package` is what relative imports start from."""

    def __init__(
        self, tree: ast.Module, module: str, package: str, survey: Survey | None = None
    ) -> None:
        self.module = module
        self._tree = tree
        self._package = package
        self._given = survey
        self._bindings: dict[Scope, Bindings] = {}
        # What is asked again and again, a third of all work on a long file.
        self._resolved: dict[ast.expr, frozenset[str]] = {}
        self._meanings: dict[tuple[str, Scope], frozenset[str]] = {}
        self._places: dict[ast.Name, tuple[Scope, list[Binding]] | None] = {}

    @cached_property
    def survey(self) -> Survey:
        return self._given or Survey(self._tree)

    @property
    def stars(self) -> list[str]:
        """Modules star-imported at module level."""
        return self.bindings(self.survey.module).stars

    def bindings(self, scope: Scope) -> Bindings:
        """What a scope binds; computed once."""
        found = self._bindings.get(scope)
        if found is None:
            found = self._bindings[scope] = bindings_of(scope, self.survey, self._package)
        return found

    def resolve(self, expression: ast.expr, scope: Scope | None = None) -> frozenset[str]:
        """All full names an expression may have; `scope` is found by place when not given."""
        if scope is not None:
            return self._resolve(expression, scope, 0)
        found = self._resolved.get(expression)
        if found is None:
            found = self._resolved[expression] = self._resolve(expression, None, 0)
        return found

    def full_names(self, expression: ast.expr, scope: Scope | None = None) -> frozenset[str]:
        """The same, with names that only a star import can have brought in as names of this
        module: `project` knows which of its star imports it was."""
        full = self.resolve(expression, scope)
        return frozenset(f"{self.module}.{n[2:]}" if n.startswith("*.") else n for n in full)

    @cached_property
    def _imported_as(self) -> dict[str, set[str]]:
        nodes = (*self.survey.nodes[ast.Import], *self.survey.nodes[ast.ImportFrom])
        found: dict[str, set[str]] = {}
        for alias in (alias for node in nodes for alias in getattr(node, "names", ())):
            name = alias.asname or alias.name.partition(".")[0]
            found.setdefault(name, set()).add(alias.name.rpartition(".")[2])
        return found

    def imports(self, name: str, last: frozenset[str]) -> bool:
        """Whether something with one of some last names is imported as a name, anywhere in the
        file: cheap to ask before what the name means."""
        return not last.isdisjoint(self._imported_as.get(name, ()))

    def binding(self, name: ast.Name) -> tuple[Scope, list[Binding]] | None:
        """The scope that binds a name as seen from its place, and its bindings there."""
        if name not in self._places:
            self._places[name] = self._find(name.id, self.survey.scope_at(name))
        return self._places[name]

    def only_binding(self, name: ast.Name) -> Binding | None:
        """The one binding a name can have at its place; None when there are several."""
        found = self.binding(name)
        return found[1][0] if found and len(found[1]) == 1 else None

    def text(self, expression: ast.expr | None) -> str:
        """What a text certainly begins with: a literal, the start of an f-string, or of what a
        name is bound to once; "" for anything else."""
        if isinstance(expression, ast.Name):
            only = self.only_binding(expression)
            expression = only.value if only and not only.conditional else None
        if isinstance(expression, ast.JoinedStr) and expression.values:
            expression = expression.values[0]
        value = expression.value if isinstance(expression, ast.Constant) else ""
        return value if isinstance(value, str) else ""

    def qualified(self, scope: Scope, name: str) -> str:
        """Full name of something a scope of this module defines."""
        parts = [name]
        current: Scope | None = scope
        while current and current is not self.survey.module:
            if isinstance(current.node, FUNCTIONS):
                parts += [LOCALS, current.node.name]
            elif isinstance(current.node, ast.ClassDef):
                parts.append(current.node.name)
            current = current.outer
        return ".".join([self.module, *reversed(parts)])

    def own_class(self, name: ast.Name) -> ast.ClassDef | None:
        """The class whose instance (or itself) a name is: `self` or `cls` of a method."""
        found = self.binding(name)
        if not found or len(found[1]) != 1 or found[1][0].kind is not Kind.PARAMETER:
            return None
        scope, (binding,) = found
        outer = scope.outer
        if not (outer and isinstance(outer.node, ast.ClassDef)):
            return None
        if not isinstance(scope.node, FUNCTIONS):
            return None
        first = parameters(scope.node.args)[0]
        if first is not binding.node or "staticmethod" in decorators(scope.node):
            return None
        said = self.resolve(first.annotation) if first.annotation else {"Self"}
        is_self = {name.rpartition(".")[2] for name in said} == {"Self"}
        return outer.node if is_self else None

    def is_class_itself(self, name: ast.Name) -> bool:
        """Whether a name that `own_class` knows is the class and no instance: `cls`."""
        found = self.binding(name)
        function = found[0].node if found else None
        if not isinstance(function, FUNCTIONS):
            return False
        return function.name in _CLASS_METHODS or "classmethod" in decorators(function)

    def enclosing_class(self, node: ast.expr) -> ast.ClassDef | None:
        """The class whose method runs a node, as a bare `super()` sees it."""
        scope: Scope | None = self.survey.scope_at(node)
        while scope and scope.outer and not isinstance(scope.outer.node, ast.ClassDef):
            scope = scope.outer
        home = scope.outer.node if scope and scope.outer else None
        return home if isinstance(home, ast.ClassDef) else None

    def class_name(self, node: ast.ClassDef) -> str:
        """Full name of a class defined in this module."""
        return self.qualified(self.survey.scope_at(node), node.name)

    def _resolve(self, expression: ast.expr, scope: Scope | None, depth: int) -> frozenset[str]:
        if isinstance(expression, ast.Attribute):
            bases = self._resolve(expression.value, scope, depth)
            return frozenset([f"{base}.{expression.attr}" for base in bases]) if bases else NOTHING
        if not isinstance(expression, ast.Name):
            return NOTHING
        name = expression.id
        found = self._find(name, scope) if scope else self.binding(expression)
        if found:
            return self._meaning(name, *found, depth)
        if self.stars:
            return frozenset({f"*.{name}"})
        return frozenset({f"builtins.{name}"}) if name in NAMES else NOTHING

    def _find(self, name: str, start: Scope) -> tuple[Scope, list[Binding]] | None:
        scope: Scope | None = start
        while scope:
            # a class body is visible to nothing inside it (PEP 227)
            if scope is start or not isinstance(scope.node, ast.ClassDef):
                found = self.bindings(scope).names.get(name)
                if found and found[0].kind is Kind.ELSEWHERE:
                    return self._elsewhere(name, found[0], scope)
                if found:
                    return scope, found
            scope = scope.outer
        return None

    def _elsewhere(
        self, name: str, binding: Binding, scope: Scope
    ) -> tuple[Scope, list[Binding]] | None:
        if isinstance(binding.node, ast.Global):
            found = self.bindings(self.survey.module).names.get(name)
            return (self.survey.module, found) if found else None
        return scope, [Binding(Kind.OTHER, binding.node)]  # nonlocal: rebound, so unknown

    def _meaning(
        self, name: str, scope: Scope, bindings: list[Binding], depth: int
    ) -> frozenset[str]:
        """All full names of what a scope binds."""
        if depth:
            return self._worked_out(name, scope, bindings, depth)
        known = self._meanings.get((name, scope))
        if known is None:
            known = self._worked_out(name, scope, bindings, 0)
            self._meanings[name, scope] = known
        return known

    def _worked_out(
        self, name: str, scope: Scope, bindings: list[Binding], depth: int
    ) -> frozenset[str]:
        kinds = {binding.kind for binding in bindings}
        if Kind.IMPORT in kinds and kinds <= {Kind.IMPORT, Kind.VALUE, Kind.FUNCTION, Kind.CLASS}:
            return self._imported(name, scope, bindings)
        if kinds <= {Kind.FUNCTION, Kind.CLASS}:
            return frozenset({self.qualified(scope, name)})
        if len(bindings) == 1 and bindings[0].value is not None and depth < _ALIAS_DEPTH:
            alias = self._resolve(bindings[0].value, scope, depth + 1)
            if alias:
                return alias
        if scope is self.survey.module and kinds <= {Kind.VALUE, Kind.OTHER, Kind.MANAGER}:
            return frozenset({self.qualified(scope, name)})
        return NOTHING

    def _imported(self, name: str, scope: Scope, bindings: list[Binding]) -> frozenset[str]:
        """Imports, perhaps with a fallback under `except ImportError` or `else`."""
        targets = set()
        for binding in bindings:
            if binding.kind is Kind.IMPORT:
                targets.add(binding.target)
            elif binding.kind is Kind.VALUE:
                if not _is_none(binding.value):
                    return NOTHING
            elif binding.conditional or len(bindings) == 1:
                targets.add(self.qualified(scope, name))
            else:
                return NOTHING
        return NOTHING if "" in targets else frozenset(targets)


def _is_none(value: ast.expr | None) -> bool:
    return isinstance(value, ast.Constant) and value.value is None


def decorators(function: Function) -> set[str]:
    """The last names of the decorators of a function that are not called."""
    names = (getattr(d, "id", getattr(d, "attr", "")) for d in function.decorator_list)
    return {name for name in names if name}
