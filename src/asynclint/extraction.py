"""Making facts: one module's tree read into plain data."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from asynclint.attributes import methods, mutated, stores
from asynclint.bindings import Binding, Kind
from asynclint.facts import NONE_TYPE, ClassFacts, FunctionFacts, Lazy, ModuleFacts, Whole
from asynclint.model import Position
from asynclint.names import Names
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Function, Scope, is_starred, within
from asynclint.wrapping import gives_back, promises_generator, yields

_KEYWORD = re.compile(r"(?:async[\s\\]+)?(?:def|class)[\s\\]+")
_OVERLOADS = frozenset({"typing.overload", "typing_extensions.overload"})


def extract(source: Source, names: Names) -> ModuleFacts:
    """Facts of a module, each made when somebody asks for it; until then they hold the tree.
    Raises `BadSource` when the module does not parse."""
    maker = FactMaker(source, names)
    scope = names.survey.module
    imports: dict[str, Callable[[], tuple[str, ...]]] = {}
    functions: dict[str, Callable[[], FunctionFacts | None]] = {}
    classes: dict[str, Callable[[], ClassFacts]] = {}
    values: dict[str, Callable[[], str]] = {}
    unknown = []
    patched = list(_patched(source.tree))
    for name, bindings in names.bindings(scope).names.items():
        kinds = {binding.kind for binding in bindings}
        if kinds == {Kind.FUNCTION}:
            functions[name] = partial(maker.agreed, bindings, scope)
        elif kinds == {Kind.CLASS} and len(bindings) == 1:
            foreign = [attribute for owner, attribute in patched if owner == name]
            classes[name] = partial(maker.class_facts, bindings[0].node, scope, foreign)
        elif Kind.IMPORT in kinds or _brought_in(name, names, scope):
            imports[name] = partial(_brought_in, name, names, scope, imported=Kind.IMPORT in kinds)
        elif kinds <= {Kind.VALUE}:
            values[name] = partial(maker.agreed_type, bindings, scope)
        else:
            unknown.append(name)
    return ModuleFacts(
        names.module,
        source.path,
        Lazy(imports),
        Lazy(functions),
        Lazy(classes),
        Lazy(values),
        tuple(unknown),
        tuple(names.stars),
        _exported(source.tree),
    )


def _brought_in(
    name: str, names: Names, scope: Scope, *, imported: bool = False
) -> tuple[str, ...]:
    """What an import or alias makes a name mean, a fallback of the module itself included;
    nothing when that is not certain."""
    full = names.resolve(ast.Name(name), scope)
    only_itself = full == {names.qualified(scope, name)} and not imported
    return () if only_itself else tuple(sorted(full))


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
        # A stub ends with an overload; code ends with what is called.
        final = not _OVERLOADS.intersection(all_facts[-1].decorators)
        if final and not any(binding.conditional for binding in bindings):
            return all_facts[-1]
        return all_facts[-1] if _alike(all_facts) else None

    def function(self, node: Function, scope: Scope) -> FunctionFacts:
        """Facts of a function defined in `scope`."""
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args]
        keywords = sum(default is None for default in arguments.kw_defaults)
        return FunctionFacts(
            is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=(self._may_yield and yields(node)) or promises_generator(node),
            decorators=tuple(self._decorator(d, scope) for d in node.decorator_list),
            returns=self._annotation(node.returns, scope),
            returned=gives_back(node),
            required=len(named) - len(arguments.defaults) + keywords,
            position=self._name_position(node),
        )

    def class_facts(
        self, node: ast.AST, scope: Scope, foreign: Iterable[str] = ()
    ) -> ClassFacts:
        """Facts of a class defined in `scope`; `foreign` attributes are set from outside."""
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
        state = cache(partial(self._state, node, attributes))
        keywords = [keyword for keyword in node.keywords if keyword.arg != "total"]
        bases = [self._name(_unsubscripted(base), scope) for base in node.bases]
        return ClassFacts(
            bases=(*bases, *("" for _ in keywords)),
            decorators=tuple(self._decorator(d, scope) for d in node.decorator_list),
            methods=methods,
            attributes=attributes | dict.fromkeys(foreign, ""),
            assigned=Whole(lambda: state()[0]),
            mutations=Whole(lambda: state()[1]),
            position=self._name_position(node),
        )

    def _state(
        self, node: ast.ClassDef, attributes: Mapping[str, str]
    ) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
        """Attributes set on `self` with the class all assignments agree on, and mutations."""
        assigned: dict[str, list[tuple[ast.AST, str | None]]] = {}
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
                    assigned.setdefault(attribute, []).append((child, kind))
            if changed:
                mutations[method.name] = tuple(changed)
        agreed = {name: _agreed_type(types) for name, types in assigned.items()}
        for name in _declared(node) & attributes.keys() & agreed.keys():
            agreed[name] = attributes[name]
        return agreed, mutations

    def agreed_type(self, bindings: list[Binding], scope: Scope) -> str:
        """The class all assignments of a name agree on, "" when they do not."""
        return _agreed_type(
            (binding.node, self._assigned_type(binding.node, binding.value, scope))
            for binding in bindings
        )

    def _assigned_type(
        self, node: ast.AST, value: ast.expr | None, scope: Scope | None
    ) -> str | None:
        """Full name of the class a statement assigns an instance of; None for `= None`."""
        if isinstance(node, ast.AnnAssign):
            return self._annotation(node.annotation, scope)
        if isinstance(value, ast.Constant) and value.value is None:
            return None
        if isinstance(value, ast.Name):
            return self._parameter_type(value)
        return self._name(value.func, scope) if isinstance(value, ast.Call) else ""

    def _parameter_type(self, name: ast.Name) -> str:
        found = self._names.binding(name)
        if not found or len(found[1]) != 1 or is_starred(found[0], found[1][0].node):
            return ""
        match found[1][0].node:
            case ast.arg(annotation=ast.expr() as annotation):
                return self._annotation(annotation, None)
        return ""

    def _decorator(self, decorator: ast.expr, scope: Scope) -> str:
        called = isinstance(decorator, ast.Call)
        name = self._name(decorator.func if isinstance(decorator, ast.Call) else decorator, scope)
        return f"{name}()" if called and name else name

    def _annotation(self, annotation: ast.expr | None, scope: Scope | None) -> str:
        return self._names.annotated_class(annotation, scope) if annotation else ""

    def _name(self, expression: ast.expr, scope: Scope | None) -> str:
        full = self._names.resolve(expression, scope)
        return next(iter(full)) if len(full) == 1 else ""

    def _name_position(self, node: Function | ast.ClassDef) -> Position:
        start = self._source.lines.offset(node.lineno, node.col_offset)
        keyword = _KEYWORD.match(self._source.text, start)
        return self._source.lines.position(keyword.end() if keyword else start)


def _patched(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """`Class.method = other` at the top of a module, as names of class and attribute."""
    for statement in tree.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                match target:
                    case ast.Attribute(value=ast.Name(id=owner), attr=attribute):
                        yield owner, attribute


def _agreed_type(types: Iterable[tuple[ast.AST, str | None]]) -> str:
    """The type a declaration gives, else the one all assignments agree on; `NONE_TYPE` when
    nothing but None is assigned."""
    pairs = list(types)
    declared = {kind for node, kind in pairs if isinstance(node, ast.AnnAssign)}
    known = (declared or {kind for _, kind in pairs}) - {None}
    if not known:
        return NONE_TYPE
    return (known.pop() or "") if len(known) == 1 else ""


def _alike(functions: Sequence[FunctionFacts]) -> bool:
    return len({(f.is_async, f.is_generator, f.decorators) for f in functions}) == 1


def _declared(node: ast.ClassDef) -> set[str]:
    """Names a class body annotates."""
    statements = [s for s in node.body if isinstance(s, ast.AnnAssign)]
    return {s.target.id for s in statements if isinstance(s.target, ast.Name)}


def _exported(tree: ast.Module) -> tuple[str, ...] | None:
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


def _unsubscripted(base: ast.expr) -> ast.expr:
    return base.value if isinstance(base, ast.Subscript) else base


def _accessor(node: Function) -> bool:
    """`@x.setter` and `@x.deleter` re-define a property, they do not replace it."""
    return any(getattr(d, "attr", "") in ("setter", "deleter") for d in node.decorator_list)
