"""What one module tells the others: a pure function of its bytes, plain data throughout.

Names in facts are full names as `names` resolves them; the empty string stands for what
cannot be known from this file. Positions are kept for related places only.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from asynclint.attributes import methods, mutated, stores
from asynclint.bindings import Binding, Kind
from asynclint.model import Position
from asynclint.names import Names
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Function, Scope, parameters, within

class FunctionFacts(NamedTuple):
    """A function or method. `returned` says what a decorator made of it gives back.

    `returned` is "parameter", "sync" or "async" (a nested function of that colour), with
    "factory " before it for a function that returns such a decorator; "" when not plain.
    `returns` is the annotation's full name. `required` counts parameters without default.
    """

    is_async: bool
    is_generator: bool
    decorators: tuple[str, ...]
    returns: str
    returned: str
    required: int
    position: Position


class ClassFacts(NamedTuple):
    """A class. `attributes` are its own names that are no methods, with their type;
    `assigned` are attributes set on `self`, with their type; `mutations` says which
    attributes of `self` each method assigns or mutates.
    """

    bases: tuple[str, ...]
    decorators: tuple[str, ...]
    methods: dict[str, FunctionFacts]
    attributes: dict[str, str]
    assigned: dict[str, str]
    mutations: dict[str, tuple[str, ...]]
    position: Position


class ModuleFacts(NamedTuple):
    """Top-level names of a module, each in one of the dictionaries or in `unknown`."""

    module: str
    path: str
    imports: dict[str, tuple[str, ...]]
    functions: dict[str, FunctionFacts]
    classes: dict[str, ClassFacts]
    values: dict[str, str]
    unknown: tuple[str, ...]
    stars: tuple[str, ...]
    exported: tuple[str, ...] | None


def extract(source: Source, names: Names) -> ModuleFacts:
    """Facts of a module; raises `BadSource` when it does not parse."""
    maker = FactMaker(source, names)
    facts = ModuleFacts(names.module, source.path, {}, {}, {}, {}, (), (), _exported(source.tree))
    scope = names.survey.module
    unknown = []
    for name, bindings in names.bindings(scope).names.items():
        kinds = {binding.kind for binding in bindings}
        if kinds == {Kind.FUNCTION}:
            function = maker.agreed(bindings, scope)
            if function:
                facts.functions[name] = function
                continue
        if kinds == {Kind.CLASS} and len(bindings) == 1:
            facts.classes[name] = maker.class_facts(bindings[0].node, scope)
            continue
        full = names.resolve(ast.Name(name), scope)
        if full and full != {names.qualified(scope, name)}:
            facts.imports[name] = tuple(sorted(full))
        elif kinds <= {Kind.VALUE}:
            facts.values[name] = maker.agreed_type(bindings, scope)
        else:
            unknown.append(name)
    return facts._replace(unknown=tuple(unknown), stars=tuple(names.stars))


class FactMaker:
    """Makes facts of functions and classes, also of local ones that no module exports."""

    def __init__(self, source: Source, names: Names) -> None:
        self._source = source
        self._names = names
        self._may_yield = b"yield" in source.data

    def agreed(self, bindings: list[Binding], scope: Scope) -> FunctionFacts | None:
        """The facts several definitions of a name agree on; the last one wins if none is
        conditional, as at run time."""
        nodes = [binding.node for binding in bindings if isinstance(binding.node, FUNCTIONS)]
        if len(nodes) != len(bindings):
            return None
        nodes = [node for node in nodes if not _accessor(node)] or nodes
        all_facts = [self.function(node, scope) for node in nodes]
        if not any(binding.conditional for binding in bindings):
            return all_facts[-1]
        colours = {(facts.is_async, facts.is_generator, facts.decorators) for facts in all_facts}
        return all_facts[-1] if len(colours) == 1 else None

    def function(self, node: Function, scope: Scope) -> FunctionFacts:
        """Facts of a function defined in `scope`."""
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args]
        keywords = sum(default is None for default in arguments.kw_defaults)
        return FunctionFacts(
            is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=self._may_yield and _yields(node),
            decorators=tuple(self._decorator(d, scope) for d in node.decorator_list),
            returns=self._annotation(node.returns, scope),
            returned=_returned(node, parameters(arguments)),
            required=len(named) - len(arguments.defaults) + keywords,
            position=self._name_position(node, node.name),
        )

    def class_facts(self, node: ast.AST, scope: Scope) -> ClassFacts:
        """Facts of a class defined in `scope`."""
        assert isinstance(node, ast.ClassDef)
        inner = self._names.survey.scope_of(node)
        methods: dict[str, FunctionFacts] = {}
        attributes: dict[str, str] = {}
        for name, bindings in self._names.bindings(inner).names.items():
            method = self.agreed(bindings, inner)
            if method:
                methods[name] = method
            else:
                attributes[name] = self.agreed_type(bindings, inner)
        assigned, mutations = self._state(node)
        keywords = [keyword for keyword in node.keywords if keyword.arg != "total"]
        bases = [self._name(_unsubscripted(base), scope) for base in node.bases]
        return ClassFacts(
            bases=tuple([*bases, *("" for _ in keywords)]),
            decorators=tuple(self._decorator(d, scope) for d in node.decorator_list),
            methods=methods,
            attributes=attributes,
            assigned=assigned,
            mutations=mutations,
            position=self._name_position(node, node.name),
        )

    def _state(self, node: ast.ClassDef) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """Attributes set on `self` with the class all assignments agree on, and mutations."""
        assigned: dict[str, set[str | None]] = {}
        mutations: dict[str, tuple[str, ...]] = {}
        for method in methods(node):
            if not method.args.args:
                continue
            me = method.args.args[0].arg
            scope = self._names.survey.scope_of(method)
            changed: dict[str, None] = {}
            for child in within(method, leaves=False):
                changed.update(dict.fromkeys(mutated(child, me)))
                for attribute, value in stores(child, me):
                    kind = self._assigned_type(child, value, scope)
                    assigned.setdefault(attribute, set()).add(kind)
            if changed:
                mutations[method.name] = tuple(changed)
        return {name: _only(types) for name, types in assigned.items()}, mutations

    def agreed_type(self, bindings: list[Binding], scope: Scope) -> str:
        """The class all assignments of a name agree on, "" when they do not."""
        types = {self._assigned_type(b.node, b.value, scope) for b in bindings}
        return _only(types)

    def _assigned_type(
        self, node: ast.AST, value: ast.expr | None, scope: Scope | None
    ) -> str | None:
        """Full name of the class a statement assigns an instance of; None for `= None`."""
        if isinstance(node, ast.AnnAssign):
            return self._annotation(node.annotation, scope)
        if isinstance(value, ast.Constant) and value.value is None:
            return None
        return self._name(value.func, scope) if isinstance(value, ast.Call) else ""

    def _decorator(self, decorator: ast.expr, scope: Scope) -> str:
        called = isinstance(decorator, ast.Call)
        name = self._name(decorator.func if isinstance(decorator, ast.Call) else decorator, scope)
        return f"{name}()" if called and name else name

    def _annotation(self, annotation: ast.expr | None, scope: Scope | None) -> str:
        return self._names.annotated_class(annotation, scope) if annotation else ""

    def _name(self, expression: ast.expr, scope: Scope | None) -> str:
        full = self._names.resolve(expression, scope)
        return next(iter(full)) if len(full) == 1 else ""

    def _name_position(self, node: Function | ast.ClassDef, name: str) -> Position:
        start = self._source.lines.offset(node.lineno, node.col_offset)
        return self._source.lines.position(max(self._source.text.find(name, start), start))


def _only(types: set[str | None]) -> str:
    known = types - {None}
    return (known.pop() or "") if len(known) == 1 else ""


def _exported(tree: ast.Module) -> tuple[str, ...] | None:
    """`__all__` when it is one plain list or tuple of strings."""
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name("__all__")], value=ast.List() | ast.Tuple() as value):
                names = [getattr(element, "value", None) for element in value.elts]
                return tuple(name for name in names if isinstance(name, str))
    return None


def _unsubscripted(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


def _accessor(node: Function) -> bool:
    """`@x.setter` and `@x.deleter` re-define a property, they do not replace it."""
    return any(getattr(d, "attr", "") in ("setter", "deleter") for d in node.decorator_list)


def _yields(node: Function) -> bool:
    children = within(node, leaves=False)
    return any(isinstance(child, (ast.Yield, ast.YieldFrom)) for child in children)


def _returned(node: Function, arguments: Sequence[ast.arg]) -> str:
    """What a decorator plainly gives back: judged by its one and last `return name`."""
    last = node.body[-1]
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Name) or not arguments:
        return ""
    if sum(isinstance(child, ast.Return) for child in within(node, leaves=False)) != 1:
        return ""
    name = last.value.id
    inner = [s for s in node.body if isinstance(s, FUNCTIONS) and s.name == name]
    if name == arguments[0].arg:
        return "parameter"
    if len(inner) != 1:
        return ""
    if not all(_is_wraps(decorator) for decorator in inner[0].decorator_list):
        return ""
    if isinstance(inner[0], ast.AsyncFunctionDef):
        return "" if _yields(inner[0]) else "async"
    below = _returned(inner[0], parameters(inner[0].args))
    return f"factory {below}" if below else "sync"


def _is_wraps(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name == "wraps"
    return False
