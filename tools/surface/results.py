"""What the functions of a release hand back, as type texts (see `annotations`).

Of a coroutine function it is what awaiting the call gives. Annotations count first, then
what the body obviously returns: `return self`, `return ClassName(...)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence

from surface.annotations import ANY, NONE, SELF, Annotations, arguments_of, members_of, union
from surface.bindings import FUNCTION_TYPES, Binding, FunctionNode, function_statements
from surface.calls import Calls
from surface.decorators import Effect, effect
from surface.names import Names, Origin
from surface.returns import hands_over, has_yield, is_stub, returned

_ITERATED = frozenset(
    f"collections.abc.{name}"
    for name in ("AsyncGenerator", "AsyncIterable", "AsyncIterator", "Generator", "Iterable",
                 "Iterator")
)  # fmt: skip
_WRITTEN_OUT = {
    Effect.ASYNC_MANAGER: "contextlib.AbstractAsyncContextManager",
    Effect.MANAGER: "contextlib.AbstractContextManager",
}


class Results:
    """Answers about the functions and methods of one release."""

    def __init__(self, names: Names, calls: Calls, annotations: Annotations) -> None:
        self._names = names
        self._calls = calls
        self._annotations = annotations

    def of_all(self, module: str, bound: Sequence[Binding | None], owner: Origin | None) -> str:
        """What the definitions of one name give; "" when that is not known."""
        functions = [node for node in bound if isinstance(node, FUNCTION_TYPES)]
        if not functions or len(functions) < len(bound):
            return ""
        overloads = [node for node in functions if self._is_overload(module, node, owner)]
        text = union(self.of(module, node, owner) or ANY for node in overloads or functions)
        return "" if text == ANY else text

    def of(self, module: str, node: FunctionNode, owner: Origin | None) -> str:
        """What calling one function gives; "" when that is not known."""
        body = self._calls.body(owner) if owner else None
        effects = {effect(self._names, module, one, body) for one in node.decorator_list}
        if Effect.HIDES in effects:
            return ""
        if node.name == "__await__":
            text = self._awaited(module, node, owner)
        else:
            text = self._bare(module, node, owner)
        for manager, written in _WRITTEN_OUT.items():
            if manager in effects:
                item = "".join(arguments_of(text)[:1])
                text = f"{written}[{item}]" if item else ""
        return "" if text == ANY else text

    def known(self, module: str, node: FunctionNode, owner: Origin | None) -> dict[str, str]:
        """What the type parameters in the annotations of a function stand for."""
        found = self.known_in_class(owner)
        if owner and (own := self._annotations.bound_to_self(module, node)):
            found.setdefault(own, SELF)
        return found

    def known_in_class(self, owner: Origin | None) -> dict[str, str]:
        """What the type parameters of a class stand for: `$0`, `$1` and so on."""
        cls = self._calls.class_node(owner) if owner else None
        if owner is None or cls is None:
            return {}
        parameters = self._annotations.parameters(owner.module, cls)
        return {name: f"${number}" for number, name in enumerate(parameters)}

    def made(self, module: str, value: ast.expr | None, locals_: Mapping[str, str]) -> str:
        """The text of a value that is plain to see; `typing.Any` when it is not."""
        match value:
            case None | ast.Constant(value=None):
                return NONE
            case ast.Constant(value=constant):
                return f"builtins.{type(constant).__name__}"
            case ast.Name(id=name) if name in locals_:
                return locals_[name]
            case ast.IfExp(body=body, orelse=orelse):
                return union(self.made(module, side, locals_) for side in (body, orelse))
            case ast.BoolOp(op=ast.Or(), values=[*first, last]):
                true = [m for one in first for m in members_of(self.made(module, one, locals_))]
                kept = [member for member in true if member != NONE]
                return union([*kept, self.made(module, last, locals_)])
            case ast.Call(func=ast.Name() | ast.Attribute() as function):
                return self._instance(module, function, locals_)
        return ANY

    def _is_overload(self, module: str, node: FunctionNode, owner: Origin | None) -> bool:
        body = self._calls.body(owner) if owner else None
        effects = (effect(self._names, module, one, body) for one in node.decorator_list)
        return Effect.SIGNATURE in effects

    def _bare(self, module: str, node: FunctionNode, owner: Origin | None) -> str:
        known = self.known(module, node, owner)
        text = self._annotations.text(module, node.returns, known) if node.returns else ""
        if has_yield(node):
            return self._iterated(module, node, text)
        if text:
            return text if self._is_sure(module, node, owner) else ANY
        return ANY if is_stub(node) else self._of_body(module, node)

    def _iterated(self, module: str, node: FunctionNode, text: str) -> str:
        outer, _, _ = text.partition("[")
        item = "".join(arguments_of(text)[:1]) if outer in _ITERATED else ""
        if not text:
            item = self._agreed(module, node, _yielded(node))
        asynchronous = "Async" if isinstance(node, ast.AsyncFunctionDef) else ""
        return f"collections.abc.{asynchronous}Iterator[{item or ANY}]"

    def _is_sure(self, module: str, node: FunctionNode, owner: Origin | None) -> bool:
        """Whether the annotation of a plain method is true of its subclasses too.

        A mixin for synchronous and asynchronous classes hands over to methods it lacks.
        """
        if isinstance(node, ast.AsyncFunctionDef) or owner is None:
            return True
        handed = [value for value in returned(node) if hands_over(value)]
        return all(self._is_own_call(value, owner) for value in handed)

    def _is_own_call(self, value: ast.expr, owner: Origin) -> bool:
        match value:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self" | "cls"), attr=method)):
                return self._calls.has_method(owner, method) is True
        return False

    def _of_body(self, module: str, node: FunctionNode) -> str:
        values = [n.value for n in function_statements(node) if isinstance(n, ast.Return)]
        if not isinstance(node.body[-1], (ast.Return, ast.Raise)):
            values.append(None)
        return self._agreed(module, node, values)

    def _agreed(self, module: str, node: FunctionNode, values: Sequence[ast.expr | None]) -> str:
        first = [*node.args.posonlyargs, *node.args.args][:1]
        locals_ = {one.arg: SELF for one in first if one.arg == "self"}
        return union(self.made(module, value, locals_) for value in values)

    def _instance(self, module: str, function: ast.expr, locals_: Mapping[str, str]) -> str:
        origin = self._names.meaning(module, function)
        root = function
        while isinstance(root, ast.Attribute):
            root = root.value
        if origin is None or (isinstance(root, ast.Name) and root.id in locals_):
            return ANY
        if self._calls.class_node(origin) and self._calls.has_method(origin, "__new__"):
            return ANY
        return self._annotations.text(module, function, {})

    def _awaited(self, module: str, node: FunctionNode, owner: Origin | None) -> str:
        """What `await` gives: the third part of `Generator[Any, None, T]`, or the result of
        the coroutine whose `__await__` is handed on."""
        values = returned(node)
        if owner and len(values) == 1 and not has_yield(node):
            match values[0]:
                case ast.Call(
                    func=ast.Attribute(
                        value=ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=method)),
                        attr="__await__",
                    )
                ):
                    bound = self._calls.body(owner).names.get(method, [])
                    if found := self.of_all(module, bound, owner):
                        return found
        text = self._annotations.text(module, node.returns, self.known(module, node, owner))
        parts = arguments_of(text)
        return parts[2] if text.startswith("collections.abc.Generator[") and len(parts) > 2 else ""


def _yielded(node: FunctionNode) -> list[ast.expr | None]:
    return list(_yields(node))


def _yields(node: FunctionNode) -> Iterator[ast.expr | None]:
    for inner in function_statements(node):
        if isinstance(inner, ast.YieldFrom):
            yield ast.Name("", ast.Load())
        elif isinstance(inner, ast.Yield):
            yield inner.value
