"""What calling the functions and methods of one release gives."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from enum import Enum

from asynclint.knowledge import PROTOCOL_METHODS
from surface.bindings import FUNCTION_TYPES, Assigned, Binding, FunctionNode, Scope, bindings
from surface.decorators import Effect, effect, makes_coroutine_function, own_function
from surface.names import Names, Origin
from surface.returns import (
    hands_over,
    has_yield,
    is_plain_expression,
    is_plain_type,
    is_stub,
    only_raises,
    returned,
)

_ASYNC_ITERATORS = frozenset(
    f"{module}.{name}"
    for module in ("typing", "collections.abc")
    for name in ("AsyncIterator", "AsyncIterable", "AsyncGenerator")
)
_MANAGERS = frozenset({"contextlib.AbstractAsyncContextManager", "typing.AsyncContextManager"})
_WITHOUT_METHODS = frozenset(
    {
        "abc.ABC",
        "builtins.BaseException",
        "builtins.Exception",
        "builtins.dict",
        "builtins.int",
        "builtins.list",
        "builtins.object",
        "builtins.str",
        "builtins.tuple",
        "enum.Enum",
        "typing.Generic",
        "typing.Protocol",
    }
)


class Kind(Enum):
    """What calling a name gives; `OTHER` when it is not certain or not a function.

    `SOMETIMES` is for special methods that only some releases have.
    """

    COROUTINE = "coroutines"
    ASYNC_GENERATOR = "async_generators"
    ASYNC_MANAGER = "async_managers"
    FUNCTION = "functions"
    CLASS = "classes"
    OTHER = "others"
    SOMETIMES = "sometimes"


class Calls:
    """Answers about the definitions of one release."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._bodies: dict[Origin, Scope] = {}

    def kind(self, origin: Origin) -> Kind:
        """What calling a module-level definition gives."""
        if self.class_node(origin):
            return Kind.CLASS
        kinds = {self._kind_of_all(module, bound, None) for module, bound in self.twins(origin)}
        return kinds.pop() if len(kinds) == 1 else Kind.OTHER

    def twins(self, origin: Origin) -> list[tuple[str, list[Binding]]]:
        """The definitions that may stand at a place, each with its module."""
        places = sorted(self._names.alternatives(origin))
        return [(one.module, self._names.definitions(one)) for one in places]

    def class_node(self, origin: Origin) -> ast.ClassDef | None:
        """The class behind a name, when there is exactly one."""
        if not (origin.module and origin.name) or len(self._names.alternatives(origin)) > 1:
            return None
        match self._names.definitions(origin):
            case [ast.ClassDef() as node]:
                return node
        return None

    def bases(self, origin: Origin) -> list[Origin | None]:
        """The direct bases of a class; None for one that is not a plain name."""
        node = self.class_node(origin)
        return [self._names.meaning(origin.module, base) for base in node.bases] if node else []

    def methods(self, origin: Origin) -> dict[str, Kind]:
        """The kinds of all names the body of a class binds, or its methods assign to `self`."""
        found = {
            name: self._kind_of_all(origin.module, bound, origin)
            for name, bound in self.body(origin).names.items()
            if not _refuses(name, bound)
        }
        node = self.class_node(origin)
        if node:
            replaced = {*_assigned_to_self(node), *self._set_by_decorators(origin.module, node)}
            found.update((name, Kind.OTHER) for name in replaced)
        return found

    def has_method(self, origin: Origin, method: str) -> bool | None:
        """Whether a class has a method, own or inherited; None when a base is not known."""
        if origin.full in _MANAGERS:
            return method in ("__aenter__", "__aexit__")
        if self.class_node(origin) is None:
            return False if origin.full in _WITHOUT_METHODS else None
        bound = self.body(origin).names.get(method, [])
        if bound:
            return not _refuses(method, bound)
        answers = [self.has_method(base, method) if base else None for base in self.bases(origin)]
        return True if True in answers else None if None in answers else False

    def body(self, origin: Origin) -> Scope:
        """What the body of a class binds."""
        if origin not in self._bodies:
            node = self.class_node(origin)
            body = node.body if node else []
            self._bodies[origin] = bindings(body, origin.module, False)
        return self._bodies[origin]

    def _set_by_decorators(self, module: str, node: ast.ClassDef) -> Iterator[str]:
        """The methods that a decorator of the class, told their names, may put in place."""
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            origin = self._names.meaning(module, call.func if call else decorator)
            definition = own_function(self._names, origin) if origin else None
            if definition and "setattr(" in ast.unparse(definition):
                told = [n.value for n in ast.walk(decorator) if isinstance(n, ast.Constant)]
                yield from filter(lambda value: isinstance(value, str), told)

    def _kind_of_all(self, module: str, bound: list[Binding], owner: Origin | None) -> Kind:
        kinds = {self._kind_of(module, node, owner) for node in bound}
        kinds.discard(None)
        return kinds.pop() or Kind.OTHER if len(kinds) == 1 else Kind.OTHER

    def _kind_of(self, module: str, node: Binding, owner: Origin | None) -> Kind | None:
        """The kind one binding gives; None for an overload, which is no definition."""
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return self._kind_of_function(module, node, owner)
            case Assigned(value=ast.Call() as call):
                made = makes_coroutine_function(self._names, module, call)
                return Kind.COROUTINE if made else Kind.OTHER
            case Assigned(value=ast.Name(id=name)) if owner:
                others = self.body(owner).names.get(name, [])
                if others and node not in others:
                    return self._kind_of_all(module, others, owner)
        return Kind.OTHER

    def _kind_of_function(
        self, module: str, node: FunctionNode, owner: Origin | None
    ) -> Kind | None:
        kind = self._bare_kind(module, node, owner)
        body = self.body(owner) if owner else None
        for decorator in reversed(node.decorator_list):
            changed = _changed(kind, effect(self._names, module, decorator, body))
            if changed is None:
                return None
            kind = changed
        return kind

    def _bare_kind(self, module: str, node: FunctionNode, owner: Origin | None) -> Kind:
        if isinstance(node, ast.FunctionDef):
            return self._kind_of_result(module, node, owner)
        if has_yield(node):
            return Kind.ASYNC_GENERATOR
        annotation = self._names.meaning(module, node.returns)
        if is_stub(node) and annotation and annotation.full in _ASYNC_ITERATORS:
            # Without a body it cannot be told whether implementations yield or return.
            return Kind.OTHER
        return Kind.COROUTINE

    def _kind_of_result(self, module: str, node: ast.FunctionDef, owner: Origin | None) -> Kind:
        values = returned(node)
        if has_yield(node) or (values and all(map(is_plain_expression, values))):
            return Kind.FUNCTION
        if not values and not is_stub(node):
            return Kind.FUNCTION
        made = {self._instance(module, node, value, owner) for value in values}
        if len(made) == 1 and (kind := self._kind_of_instance(made.pop())):
            return kind
        if any(map(hands_over, values)):
            return Kind.OTHER
        return self._kind_of_annotation(module, node.returns)

    def _instance(
        self, module: str, node: ast.FunctionDef, value: ast.expr, owner: Origin | None
    ) -> Origin | None:
        """The class a returned expression is certainly an instance of."""
        first = node.args.args[0].arg if node.args.args else None
        match value:
            case ast.Call(func=ast.Name() | ast.Attribute() as function):
                return self._names.meaning(module, function)
            case ast.Name(id=name) if name == first == "self":
                return owner
        return None

    def _kind_of_instance(self, made: Origin | None) -> Kind | None:
        if made is None or self.class_node(made) is None:
            return None
        if self.has_method(made, "__await__") is not False or self.has_method(made, "__new__"):
            return None
        if not self.has_method(made, "__aenter__"):
            return Kind.FUNCTION
        return Kind.ASYNC_MANAGER if self.has_method(made, "__enter__") is False else None

    def _kind_of_annotation(self, module: str, annotation: ast.expr | None) -> Kind:
        members = list(_members(self._names, module, annotation))
        kinds = {self._kind_of_type(module, member) for member in members}
        return kinds.pop() if len(kinds) == 1 else Kind.OTHER

    def _kind_of_type(self, module: str, annotation: ast.expr | None) -> Kind:
        if isinstance(annotation, ast.Constant) and annotation.value is None:
            return Kind.FUNCTION
        origin = self._names.meaning(module, annotation)
        if origin is None:
            return Kind.OTHER
        if not origin.module:
            return Kind.FUNCTION if is_plain_type(origin.full) else Kind.OTHER
        return self._kind_of_instance(origin) or Kind.OTHER


def _members(names: Names, module: str, annotation: ast.expr | None) -> Iterator[ast.expr | None]:
    """The parts of a union; the annotation itself when it is none."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            annotation = None
    match annotation:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            parts: list[ast.expr] = [left, right]
        case ast.Subscript(value=value, slice=inside) if _is_union(names, module, value):
            parts = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        case _:
            yield annotation
            return
    for part in parts:
        yield from _members(names, module, part)


def _is_union(names: Names, module: str, value: ast.expr) -> bool:
    origin = names.meaning(module, value)
    return origin is not None and origin.full in ("typing.Union", "typing.Optional")


def _changed(kind: Kind, by: Effect) -> Kind | None:
    """What a decorated function gives; None when the definition is an overload."""
    match by:
        case Effect.SIGNATURE:
            return None
        case Effect.KEEPS:
            return kind
        case Effect.COROUTINE:
            return Kind.COROUTINE
        case Effect.KEEPS_COROUTINE if kind is Kind.COROUTINE:
            return kind
        case Effect.ASYNC_MANAGER:
            return Kind.ASYNC_MANAGER
        case Effect.MANAGER:
            return Kind.FUNCTION
    return Kind.OTHER


def _refuses(name: str, bound: list[Binding]) -> bool:
    """Whether a special method is there only to say that the class has none."""
    return name in PROTOCOL_METHODS and all(
        isinstance(node, FUNCTION_TYPES)
        and only_raises(node)
        and not node.decorator_list
        and name in ("__enter__", "__exit__", "__iter__", "__await__")
        for node in bound
    )


def _assigned_to_self(node: ast.ClassDef) -> Iterator[str]:
    for inner in ast.walk(node):
        match inner:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
