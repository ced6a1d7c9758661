"""What the names of one scope are bound to, in the order of the text.

A name may have several bindings; `names` decides what they mean together. A binding under
`if`, `try`, a loop or `match` is conditional: another one may hold instead.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from asynclint.syntax import COMPREHENSIONS, FUNCTIONS, Scope, Survey, parameters


class Kind(Enum):
    IMPORT = "import"
    FUNCTION = "function"
    CLASS = "class"
    VALUE = "value"
    MANAGER = "with ... as"
    PARAMETER = "parameter"
    OTHER = "other"
    ELSEWHERE = "global or nonlocal"


class How(Enum):
    """What happens to an expression before (a part of) it is bound to a name."""

    ASSIGNED = "assigned"
    ITERATED = "for"
    ITERATED_ASYNC = "async for"
    ENTERED = "with"
    ENTERED_ASYNC = "async with"


class Origin(NamedTuple):
    """Where a bound value comes from: an expression, how it is used, and the way through
    unpacking, outermost index first."""

    how: How
    expression: ast.expr
    path: tuple[int, ...] = ()


class Binding(NamedTuple):
    """One binding. `node` is the statement, parameter, `with` item or walrus that binds.

    `target` is the full name an import brings in, or the name a function declares `global`;
    `value` is the expression assigned as it is; `origin` says where the value comes from when
    it is more than that.
    """

    kind: Kind
    node: ast.AST
    target: str = ""
    value: ast.expr | None = None
    conditional: bool = False
    origin: Origin | None = None


class Bindings(NamedTuple):
    """The bindings of a scope by name, and the modules it star-imports."""

    names: dict[str, list[Binding]]
    stars: list[str]


def bindings_of(scope: Scope, survey: Survey, package: str) -> Bindings:
    """Bindings made in a scope. `package` is what relative imports start from."""
    collector = _Collector(package)
    node = scope.node
    if isinstance(node, (*FUNCTIONS, ast.Lambda)):
        for argument in parameters(node.args):
            collector.add(argument.arg, Binding(Kind.PARAMETER, argument))
    if isinstance(node, COMPREHENSIONS):
        for generator in node.generators:
            how = How.ITERATED_ASYNC if generator.is_async else How.ITERATED
            origin = Origin(how, generator.iter)
            collector.targets(generator.target, Kind.OTHER, generator.target, origin)
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        for parameter in getattr(node, "type_params", ()):
            collector.add(parameter.name, Binding(Kind.OTHER, parameter))
    if isinstance(node, (ast.Module, *FUNCTIONS, ast.ClassDef)):
        collector.statements(node.body, conditional=False)
    _walruses(scope, survey, collector)
    _rebound_from_inside(scope, survey, collector)
    return Bindings(collector.names, collector.stars)


def absolute(module: str | None, level: int, package: str) -> str:
    """The full name of the module a `from` import names (PEP 328)."""
    if not level:
        return module or ""
    parts = package.split(".") if package else []
    if level - 1 > len(parts):
        return ""
    parts = parts[: len(parts) - (level - 1)]
    return ".".join([*parts, module] if module else parts)


class _Collector:
    def __init__(self, package: str) -> None:
        self.package = package
        self.names: dict[str, list[Binding]] = {}
        self.stars: list[str] = []

    def add(self, name: str, binding: Binding) -> None:
        self.names.setdefault(name, []).append(binding)

    def statements(self, body: Sequence[ast.stmt], *, conditional: bool) -> None:
        for statement in body:
            self.statement(statement, conditional)

    def statement(self, node: ast.stmt, conditional: bool) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self.add(node.name, Binding(Kind.FUNCTION, node, conditional=conditional))
            case ast.ClassDef():
                self.add(node.name, Binding(Kind.CLASS, node, conditional=conditional))
            case ast.Import() | ast.ImportFrom():
                self.imports(node, conditional)
            case ast.Assign():
                for target in node.targets:
                    self.assign(target, node.value, node, conditional)
            case ast.AnnAssign():
                self.assign(node.target, node.value, node, conditional)
            case ast.AugAssign():
                self.targets(node.target, Kind.OTHER, node)
            case ast.Delete():
                for target in node.targets:
                    self.targets(target, Kind.OTHER, node)
            case ast.Global() | ast.Nonlocal():
                for name in node.names:
                    self.add(name, Binding(Kind.ELSEWHERE, node))
            case _:
                self.compound(node, conditional)

    def compound(self, node: ast.stmt, conditional: bool) -> None:
        match node:
            case ast.For() | ast.AsyncFor():
                how = How.ITERATED if isinstance(node, ast.For) else How.ITERATED_ASYNC
                self.targets(node.target, Kind.OTHER, node, Origin(how, node.iter))
            case ast.With() | ast.AsyncWith():
                how = How.ENTERED if isinstance(node, ast.With) else How.ENTERED_ASYNC
                for item in node.items:
                    if item.optional_vars:
                        origin = Origin(how, item.context_expr)
                        self.targets(item.optional_vars, Kind.MANAGER, item, origin)
                self.statements(node.body, conditional=conditional)
                return
            case ast.Match():
                for case in node.cases:
                    self.captures(case.pattern)
                    self.statements(case.body, conditional=True)
                return
            case ast.If() | ast.While() | ast.Try():
                pass
            case _ if not hasattr(node, "handlers"):  # TryStar exists from 3.11 on
                self.type_alias(node)
                return
        for handler in getattr(node, "handlers", ()):
            if handler.name:
                self.add(handler.name, Binding(Kind.OTHER, handler))
            self.statements(handler.body, conditional=True)
        for block in ("body", "orelse", "finalbody"):
            self.statements(getattr(node, block, ()), conditional=True)

    def type_alias(self, node: ast.stmt) -> None:
        name = getattr(node, "name", None)  # PEP 695, from 3.12 on
        if isinstance(name, ast.Name):
            self.add(name.id, Binding(Kind.OTHER, node))

    def imports(self, node: ast.Import | ast.ImportFrom, conditional: bool) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                name = alias.asname or alias.name.split(".")[0]
                target = alias.name if alias.asname else name
            else:
                module = absolute(node.module, node.level, self.package)
                if alias.name == "*":
                    self.stars.append(module)
                    continue
                name = alias.asname or alias.name
                target = f"{module}.{alias.name}" if module else ""
            self.add(name, Binding(Kind.IMPORT, node, target, conditional=conditional))

    def assign(
        self, target: ast.expr, value: ast.expr | None, node: ast.stmt, conditional: bool
    ) -> None:
        if isinstance(target, ast.Name):
            self.add(target.id, Binding(Kind.VALUE, node, value=value, conditional=conditional))
            return
        both = pairs(target, value)
        if both is None:
            origin = Origin(How.ASSIGNED, value) if value else None
            self.targets(target, Kind.OTHER, node, origin)
            return
        for each, part in both:
            self.assign(each, part, node, conditional)

    def targets(
        self, target: ast.expr, kind: Kind, node: ast.AST, origin: Origin | None = None
    ) -> None:
        match target:
            case ast.Name():
                self.add(target.id, Binding(kind, node, origin=origin))
            case ast.Tuple() | ast.List():
                starred = any(isinstance(element, ast.Starred) for element in target.elts)
                for index, element in enumerate(target.elts):
                    part = origin._replace(path=(*origin.path, index)) if origin else None
                    self.targets(element, Kind.OTHER, node, None if starred else part)
            case ast.Starred():
                self.targets(target.value, Kind.OTHER, node)

    def captures(self, pattern: ast.pattern) -> None:
        for node in ast.walk(pattern):
            name = getattr(node, "name", None) or getattr(node, "rest", None)
            if isinstance(name, str):
                self.add(name, Binding(Kind.OTHER, node))


def pairs(
    target: ast.expr, value: ast.expr | None
) -> list[tuple[ast.expr, ast.expr]] | None:
    """`a, b = x, y` taken apart, when both sides have the same plain length."""
    sides = (ast.Tuple, ast.List)
    if not (isinstance(target, sides) and isinstance(value, sides)):
        return None
    if len(target.elts) != len(value.elts):
        return None
    if any(isinstance(element, ast.Starred) for element in (*target.elts, *value.elts)):
        return None
    return list(zip(target.elts, value.elts, strict=True))


def _walruses(scope: Scope, survey: Survey, collector: _Collector) -> None:
    """`:=` binds in the nearest scope that is no comprehension (PEP 572)."""
    for node in survey.nodes[ast.NamedExpr]:
        assert isinstance(node, ast.NamedExpr)
        home: Scope | None = survey.scope_at(node)
        while home and isinstance(home.node, COMPREHENSIONS):
            home = home.outer
        if home is scope and isinstance(node.target, ast.Name):
            binding = Binding(Kind.VALUE, node, value=node.value, conditional=True)
            collector.add(node.target.id, binding)


def _rebound_from_inside(scope: Scope, survey: Survey, collector: _Collector) -> None:
    """Functions inside may rebind what they declare `global` or `nonlocal`."""
    declarations = survey.nodes[ast.Global if scope is survey.module else ast.Nonlocal]
    for node in declarations:
        assert isinstance(node, (ast.Global, ast.Nonlocal))
        if scope is survey.module or scope in _outside(survey.scope_at(node)):
            for name in node.names:
                if name in collector.names or scope is survey.module:
                    collector.add(name, Binding(Kind.OTHER, node, target=name))


def _outside(scope: Scope) -> Iterator[Scope]:
    while scope.outer:
        scope = scope.outer
        yield scope


def exported(tree: ast.Module) -> tuple[str, ...] | None:
    """`__all__` when it is one plain list or tuple of strings that nothing extends."""
    found: tuple[str, ...] | None = None
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name("__all__")], value=value)
                | ast.AnnAssign(target=ast.Name("__all__"), value=value)
            ):
                elements = value.elts if isinstance(value, (ast.List, ast.Tuple)) else [value]
                names = [getattr(element, "value", None) for element in elements]
                found = tuple(name for name in names if isinstance(name, str))
                if len(found) != len(names):
                    return None
            case ast.AugAssign(target=ast.Name("__all__")):
                return None
            case ast.Expr(ast.Call(ast.Attribute(ast.Name("__all__")))):
                return None
    return found
