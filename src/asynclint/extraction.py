"""Making facts: one module's tree read into plain data."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial
from typing import TypeVar

from asynclint.annotations import type_text
from asynclint.attributes import patched, read_or_set
from asynclint.bindings import Binding, Kind, exported
from asynclint.calling import calls_of, may_ask
from asynclint.facts import (
    Called,
    ClassFacts,
    FunctionFacts,
    Lazy,
    ModuleFacts,
    Parameter,
    Sought,
    Whole,
)
from asynclint.model import Position
from asynclint.names import Names
from asynclint.source import Source
from asynclint.state import State, mutations
from asynclint.syntax import FUNCTIONS, Function, Scope, within
from asynclint.terms import NOTHING, UNKNOWN, Term, Terms, either
from asynclint.wrapping import gives_back, is_stub, promises_generator, yields

Made = TypeVar("Made")

_KEYWORD = re.compile(r"(?:async[\s\\]+)?(?:def|class)[\s\\]+")
_OVERLOADS = frozenset({"typing.overload", "typing_extensions.overload"})


def extract(
    source: Source, names: Names, deeper: Callable[[], None] = lambda: None
) -> ModuleFacts:
    """Facts of a module, each made when somebody asks for it; until then they hold the tree.
    `deeper` is told whenever an answer rests on the bodies of functions, and so on more than the
    outline (`outline`). Raises `BadSource` when the module does not parse."""
    maker = FactMaker(source, names, deeper)
    scope = names.survey.module
    imports: dict[str, Callable[[], tuple[str, ...]]] = {}
    functions: dict[str, Callable[[], FunctionFacts | None]] = {}
    classes: dict[str, Callable[[], ClassFacts]] = {}
    values: dict[str, Callable[[], Term]] = {}
    unknown = []
    foreign = patched(source.tree)
    for name, bindings in names.bindings(scope).names.items():
        kinds = {binding.kind for binding in bindings}
        if kinds == {Kind.FUNCTION}:
            functions[name] = partial(maker.agreed, bindings, scope)
        elif kinds == {Kind.CLASS} and len(bindings) == 1:
            given = foreign.get(name, ())
            classes[name] = partial(maker.class_facts, bindings[0].node, scope, given)
        elif Kind.IMPORT in kinds or _brought_in(name, names, scope):
            imports[name] = partial(_brought_in, name, names, scope, imported=Kind.IMPORT in kinds)
        elif kinds <= {Kind.VALUE, Kind.OTHER, Kind.MANAGER}:
            values[name] = partial(maker.value, bindings)
        else:
            unknown.append(name)
    return ModuleFacts(
        names.module,
        source.path,
        Lazy(imports),
        Lazy(functions),
        Lazy(classes),
        Lazy(values),
        Sought(maker.inner, deeper),
        tuple(unknown),
        tuple(names.stars),
        exported(source.tree),
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

    def __init__(
        self, source: Source, names: Names, deeper: Callable[[], None] = lambda: None
    ) -> None:
        self._deeper = deeper
        self._source = source
        self._names = names
        self._terms = Terms(names)
        self._state = State(names, self._terms)
        self._may_yield = b"yield" in source.data
        self._may_ask: bool | None = None

    def value(self, bindings: list[Binding]) -> Term:
        """The term of a name of the module that no import or definition binds."""
        return self._terms.bound(bindings, self._names.survey.module)

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
        return _together(all_facts) if _alike(all_facts) else None

    def function(self, node: Function, scope: Scope) -> FunctionFacts:
        """Facts of a function defined in `scope`."""
        arguments = node.args
        named = [*arguments.posonlyargs, *arguments.args]
        keywords = sum(default is None for default in arguments.kw_defaults)
        is_generator = (self._may_yield and yields(node)) or promises_generator(node)
        return FunctionFacts(
            is_async=isinstance(node, ast.AsyncFunctionDef),
            is_generator=is_generator,
            decorators=tuple(self._decorator(d, scope) for d in node.decorator_list),
            returns=type_text(node.returns, self._names, scope),
            returned=gives_back(node),
            required=len(named) - len(arguments.defaults) + keywords,
            position=self._name_position(node),
            parameters=tuple(self._parameters(arguments, scope)),
            is_stub=is_stub(node),
            result=self._noted(partial(self._result, node, is_generator)),
            calls=self._noted(partial(self._calls, node)),
        )

    def class_facts(
        self, node: ast.AST, scope: Scope, foreign: Iterable[str] = ()
    ) -> ClassFacts:
        """Facts of a class defined in `scope`; `foreign` attributes are set from outside."""
        assert isinstance(node, ast.ClassDef)
        inner = self._names.survey.scope_of(node)
        methods: dict[str, Callable[[], FunctionFacts]] = {}
        attributes: dict[str, Callable[[], Term]] = {}
        for name, bindings in self._names.bindings(inner).names.items():
            method = self._method(bindings, inner)
            if method:
                methods[name] = method
            else:
                attributes[name] = partial(self._terms.bound, bindings, inner)
        keywords = [keyword for keyword in node.keywords if keyword.arg != "total"]
        bases = [self._base(base, scope) for base in node.bases]
        unknown = dict.fromkeys(foreign, lambda: UNKNOWN)
        return ClassFacts(
            bases=(*bases, *("" for _ in keywords)),
            decorators=tuple(self._decorator(d, scope) for d in node.decorator_list),
            methods=Lazy(methods),
            attributes=Lazy(attributes | unknown),
            assigned=Whole(
                partial(self._state.assigned, node, scope), self._deeper, self._may_be_assigned
            ),
            mutations=Whole(partial(mutations, node), self._deeper),
            position=self._name_position(node),
        )

    def _noted(self, make: Callable[[], Made]) -> Callable[[], Made]:
        """What makes something of a body once, and tells each time that it was asked."""
        made = cache(make)

        def ask() -> Made:
            self._deeper()
            return made()

        return ask

    def _method(
        self, bindings: list[Binding], scope: Scope
    ) -> Callable[[], FunctionFacts] | None:
        """What makes the facts of a method; None for what is none, or not certain."""
        only = bindings[0].node if len(bindings) == 1 else None
        if isinstance(only, FUNCTIONS):
            return partial(self.function, only, scope)
        agreed = self.agreed(bindings, scope)
        return (lambda: agreed) if agreed else None

    def _may_be_assigned(self, name: str) -> bool:
        """Whether the text of the module does more with an attribute than to call it."""
        return name in self._read_or_set

    @cached_property
    def _read_or_set(self) -> frozenset[str]:
        return read_or_set(self._source.text)

    def inner(self, qualified: str) -> FunctionFacts | ClassFacts | None:
        """Facts of something inside a function, by its name without the module's."""
        last = qualified.rpartition(".")[2]
        for scope in self._names.survey.scopes:
            bindings = self._names.bindings(scope).names.get(last)
            if not bindings or not self._names.qualified(scope, last).endswith(f".{qualified}"):
                continue
            if len(bindings) == 1 and bindings[0].kind is Kind.CLASS:
                return self.class_facts(bindings[0].node, scope)
            found = self.agreed(bindings, scope)
            # Between two definitions the earlier one is meant: only their colour can be told.
            several = len(bindings) > 1
            alike = [b._replace(conditional=True) for b in bindings]
            same = found and found.is_async and self.agreed(alike, scope) is not None
            return found if same or not several else None
        return None

    def _result(self, node: Function, is_generator: bool) -> Term:
        """What the body of a function returns, or yields in a generator."""
        found: list[Term] = []
        for child in within(node, leaves=False):
            match child:
                case ast.YieldFrom():
                    return UNKNOWN
                case ast.Yield(value=value) if is_generator:
                    found.append(self._terms.of(value) if value else NOTHING)
                case ast.Return(value=ast.expr() as value) if not is_generator:
                    found.append(self._terms.of(value))
        return either(found) if found else NOTHING

    def _parameters(self, arguments: ast.arguments, scope: Scope) -> Iterator[Parameter]:
        for taken, several in (
            ("position", arguments.posonlyargs),
            ("both", arguments.args),
            ("rest", [arguments.vararg]),
            ("keyword", arguments.kwonlyargs),
            ("keywords", [arguments.kwarg]),
        ):
            for each in several:
                if each:
                    text = type_text(each.annotation, self._names, scope)
                    yield Parameter(each.arg, text, taken)

    def _decorator(self, decorator: ast.expr, scope: Scope) -> str:
        called = isinstance(decorator, ast.Call)
        name = self._name(decorator.func if isinstance(decorator, ast.Call) else decorator, scope)
        return f"{name}()" if called and name else name

    def _base(self, base: ast.expr, scope: Scope) -> str:
        text = type_text(base, self._names, scope)
        return "" if " | " in text.partition("[")[0] else text

    def _name(self, expression: ast.expr, scope: Scope | None) -> str:
        full = self._names.resolve(expression, scope)
        return next(iter(full)) if len(full) == 1 else ""

    def _calls(self, node: Function) -> tuple[Called, ...]:
        if self._may_ask is None:
            self._may_ask = may_ask(self._source.data)
        return calls_of(
            node, self._terms, self._position, self._names.text, may_ask=self._may_ask
        )

    def _position(self, node: ast.expr) -> Position:
        lines = self._source.lines
        return lines.position(lines.offset(node.lineno, node.col_offset))

    def _name_position(self, node: Function | ast.ClassDef) -> Position:
        start = self._source.lines.offset(node.lineno, node.col_offset)
        keyword = _KEYWORD.match(self._source.text, start)
        return self._source.lines.position(keyword.end() if keyword else start)


def _together(functions: Sequence[FunctionFacts]) -> FunctionFacts:
    """Functions of one colour as one that may return what any of them does."""
    returns = {function.returns for function in functions}
    texts = " | ".join(sorted(returns)) if "" not in returns else ""
    last = functions[-1]
    return last._replace(returns=texts) if len(returns) > 1 else last


def _alike(functions: Sequence[FunctionFacts]) -> bool:
    return len({(f.is_async, f.is_generator, f.decorators) for f in functions}) == 1


def _accessor(node: Function) -> bool:
    """`@x.setter` and `@x.deleter` re-define a property, they do not replace it."""
    return any(getattr(d, "attr", "") in ("setter", "deleter") for d in node.decorator_list)
