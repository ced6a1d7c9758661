"""What the attributes of instances, and the variables of modules, hold."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from surface.annotations import ANY, NONE, SELF, Annotations, says_more, union
from surface.bindings import FUNCTION_TYPES, FunctionNode, function_statements
from surface.calls import Calls
from surface.names import Names, Origin
from surface.results import Results

# Decorators known by their last name: many packages bring one of their own.
_PROPERTIES = frozenset(
    {"abstractproperty", "cached_property", "cachedproperty", "lazy_property", "property", "reify"}
)


class Attributes:
    """Answers about the classes and modules of one release."""

    def __init__(
        self, names: Names, calls: Calls, annotations: Annotations, results: Results
    ) -> None:
        self._names = names
        self._calls = calls
        self._annotations = annotations
        self._results = results

    def of_class(self, origin: Origin) -> dict[str, str]:
        """The attributes of a class; "" for one whose type is not known."""
        node = self._calls.class_node(origin)
        if node is None:
            return {}
        module, known = origin.module, self._results.known_in_class(origin)
        declared: dict[str, str] = {}
        assigned: dict[str, list[str]] = {}
        for name, value in _values(node.body):
            # A call in the body of a class may well make a descriptor, such as a field.
            made = NONE if isinstance(value, ast.Constant) and value.value is None else ANY
            assigned.setdefault(name, []).append(made)
        for function in _functions(node.body):
            self._assigned(module, function, origin, declared, assigned)
            if _is_property(function):
                declared[function.name] = self._of_property(module, function, origin)
        for name, annotation in _annotated(node.body):
            declared[name] = self._annotations.text(module, annotation, known)
        found = {name: union(texts) for name, texts in assigned.items()} | declared
        return {name: "" if text in (ANY, NONE) else text for name, text in found.items()}

    def of_module(self, module: str) -> dict[str, str]:
        """The annotated variables of a module, and those that hold a new instance."""
        tree = dict(self._names.loaded())[module]
        found: dict[str, list[str]] = {}
        for name, value in _values(tree.body):
            found.setdefault(name, []).append(self._results.made(module, value, {}))
        texts = {name: union(values) for name, values in found.items()}
        for name, annotation in _annotated(tree.body):
            texts[name] = self._annotations.text(module, annotation, {})
        return {name: text for name, text in texts.items() if text not in (ANY, NONE)}

    def _of_property(self, module: str, function: FunctionNode, owner: Origin) -> str:
        bare = _without_decorators(function)
        text = self._results.of(module, bare, owner) or ANY
        if isinstance(function, ast.AsyncFunctionDef):
            awaited = f"[typing.Any, typing.Any, {text}]" if says_more(text) else ""
            return f"collections.abc.Coroutine{awaited}"
        return text

    def _assigned(
        self,
        module: str,
        function: FunctionNode,
        owner: Origin,
        declared: dict[str, str],
        assigned: dict[str, list[str]],
    ) -> None:
        """Take in what a method assigns to `self`."""
        known = self._results.known(module, function, owner)
        locals_: dict[str, str] = {}
        for inner in function_statements(function):
            match inner:
                case ast.AnnAssign(target=target, annotation=annotation):
                    for name, _ in _of_self([target]):
                        declared[name] = self._annotations.text(module, annotation, known)
                case ast.Assign(targets=targets, value=value):
                    for name, whole in _of_self(targets):
                        locals_ = locals_ or self._parameters(module, function, known)
                        made = self._results.made(module, value, locals_) if whole else ANY
                        assigned.setdefault(name, []).append(made)
                case ast.AugAssign(target=target):
                    for name, _ in _of_self([target]):
                        assigned.setdefault(name, []).append(ANY)

    def _parameters(
        self, module: str, function: FunctionNode, known: Mapping[str, str]
    ) -> dict[str, str]:
        """The types of the parameters of a method, those it binds anew left unknown."""
        found = {"self": SELF}
        arguments = function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults: list[ast.expr | None] = [None] * (len(positional) - len(arguments.defaults))
        defaults += arguments.defaults
        pairs = [*zip(positional, defaults, strict=True),
                 *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]  # fmt: skip
        for parameter, default in pairs:
            if parameter.annotation is not None:
                text = self._annotations.text(module, parameter.annotation, known)
                none = isinstance(default, ast.Constant) and default.value is None
                found[parameter.arg] = union([text, NONE]) if none else text
        for inner in function_statements(function):
            if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load):
                found[inner.id] = ANY
        return found


def _functions(body: Iterable[ast.stmt]) -> Iterator[FunctionNode]:
    for statement in body:
        if isinstance(statement, FUNCTION_TYPES):
            yield statement
        elif isinstance(statement, ast.If):
            yield from _functions([*statement.body, *statement.orelse])


def _annotated(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for statement in body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
                yield name, annotation
            case ast.If():
                yield from _annotated([*statement.body, *statement.orelse])


def _values(body: Iterable[ast.stmt]) -> Iterator[tuple[str, ast.expr | None]]:
    for statement in body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    yield target.id, statement.value


def _of_self(targets: Iterable[ast.expr]) -> Iterator[tuple[str, bool]]:
    """The attributes of `self` among targets, and whether they are given the whole value."""
    for target in targets:
        for node in ast.walk(target):
            match node:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                    yield name, node is target


def _is_property(function: FunctionNode) -> bool:
    return any(
        getattr(decorator, "id", getattr(decorator, "attr", "")) in _PROPERTIES
        for decorator in function.decorator_list
    )


def _without_decorators(function: FunctionNode) -> FunctionNode:
    made = type(function)(
        name=function.name, args=function.args, body=function.body, decorator_list=[],
        returns=function.returns, type_comment=None,
    )  # fmt: skip
    return ast.copy_location(made, function)
