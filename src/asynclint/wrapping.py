"""What the body of a function says about it: a generator, a decorator that keeps its function."""

from __future__ import annotations

import ast
from weakref import WeakKeyDictionary

from asynclint.syntax import FUNCTIONS, Function, parameters, within

_ITERATORS = frozenset(
    {"AsyncGenerator", "AsyncIterable", "AsyncIterator", "Generator", "Iterable", "Iterator"}
)


# Many rules ask it of every function, and each time costs a walk.
_generators: WeakKeyDictionary[Function, bool] = WeakKeyDictionary()


def gives_back(node: Function) -> str:
    """What a function used as a decorator plainly makes of the function it is given.

    "parameter" when it returns its argument, "sync" or "async" for a nested function of that
    colour, with "factory " before it for a function that returns such a decorator; "" when
    its one and last `return name` does not tell.
    """
    arguments = parameters(node.args)
    last = node.body[-1]
    if not isinstance(last, ast.Return) or not isinstance(last.value, ast.Name) or not arguments:
        return ""
    if sum(isinstance(child, ast.Return) for child in within(node, leaves=False)) != 1:
        return ""
    name = last.value.id
    if _rebinds(node, name):
        return ""
    inner = [s for s in node.body if isinstance(s, FUNCTIONS) and s.name == name]
    if name == arguments[0].arg:
        return "parameter"
    if len(inner) != 1:
        return ""
    if not all(_is_wraps(decorator) for decorator in inner[0].decorator_list):
        return ""
    if isinstance(inner[0], ast.AsyncFunctionDef):
        return "" if yields(inner[0]) else "async"
    below = gives_back(inner[0])
    return f"factory {below}" if below else "sync"


def yields(node: Function) -> bool:
    """Whether a function is a generator."""
    found = _generators.get(node)
    if found is None:
        children = within(node, leaves=False)
        found = any(isinstance(child, (ast.Yield, ast.YieldFrom)) for child in children)
        _generators[node] = found
    return found


def promises_generator(node: Function) -> bool:
    """Whether a function without a body is annotated as a generator of its colour: what it
    stands for has the `yield` that is missing here."""
    said = node.returns.value if isinstance(node.returns, ast.Subscript) else node.returns
    name = getattr(said, "attr", getattr(said, "id", ""))
    if name not in _ITERATORS or (isinstance(node, ast.FunctionDef) and name.startswith("Async")):
        return False
    return is_stub(node)


def is_stub(node: Function) -> bool:
    """Whether a body says nothing of what overrides it will do."""
    return all(
        isinstance(statement, (ast.Pass, ast.Raise))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in node.body
    )


def _rebinds(node: Function, name: str) -> bool:
    """Whether a function assigns, deletes or imports a name, other than by one `def`."""
    definitions = 0
    for child in within(node):
        match child:
            case ast.Name(id=own, ctx=ast.Store() | ast.Del()) if own == name:
                return True
            case ast.FunctionDef(name=own) | ast.AsyncFunctionDef(name=own) if own == name:
                definitions += child is not node
    return definitions > 1


def _is_wraps(decorator: ast.expr) -> bool:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Call(func=ast.Name(id=name)):
            return name == "wraps"
    return False
