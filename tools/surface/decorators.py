"""What a decorator does to the function it is put on.

Known ones are listed. One that the release itself defines is read: it is understood when
every way out of it returns the function, a wrapper that hands the call on, or an
`async def`. Everything else counts as hiding what the call gives.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from enum import Enum

from surface.bindings import FUNCTION_TYPES, Binding, FunctionNode, Scope, function_statements
from surface.names import Names, Origin
from surface.returns import has_yield, returned


class Effect(Enum):
    KEEPS = "the call gives what it gave"
    COROUTINE = "the call gives a coroutine, whatever the function was"
    KEEPS_COROUTINE = "the call of a coroutine function still gives a coroutine"
    ASYNC_MANAGER = "the call gives an asynchronous context manager"
    MANAGER = "the call gives a synchronous context manager"
    SIGNATURE = "not a definition at all"
    HIDES = "not known"


_KNOWN = {
    "abc.abstractmethod": Effect.KEEPS,
    "builtins.classmethod": Effect.KEEPS,
    "builtins.staticmethod": Effect.KEEPS,
    "contextlib.asynccontextmanager": Effect.ASYNC_MANAGER,
    "contextlib.contextmanager": Effect.MANAGER,
    "async_generator.asynccontextmanager": Effect.ASYNC_MANAGER,
    "functools.wraps": Effect.KEEPS,
    "trio._core._ki.disable_ki_protection": Effect.KEEPS,
    "trio._core._ki.enable_ki_protection": Effect.KEEPS,
    "typing.final": Effect.KEEPS,
    "typing.no_type_check": Effect.KEEPS,
    "typing.overload": Effect.SIGNATURE,
    "typing.override": Effect.KEEPS,
    "warnings.deprecated": Effect.KEEPS,
}
# Decorators that make decorators that ... end somewhere.
_DEEPEST = 4


def effect(
    names: Names, module: str, decorator: ast.expr, body: Scope | None = None, depth: int = 0
) -> Effect:
    """The effect of a decorator as it is written in `module`, inside a class with its `body`."""
    called = isinstance(decorator, ast.Call)
    function = decorator.func if isinstance(decorator, ast.Call) else decorator
    if body and isinstance(function, ast.Name) and function.id in body.names:
        return _of_definitions(names, module, body.names[function.id], called, depth)
    origin = names.meaning(module, function)
    if origin is None or depth > _DEEPEST:
        return Effect.HIDES
    if origin.full in _KNOWN:
        return _KNOWN[origin.full]
    definition = own_function(names, origin)
    return _of_definitions(names, origin.module, [definition], called, depth)


def makes_coroutine_function(names: Names, module: str, call: ast.Call) -> bool:
    """Whether `x = call(...)` leaves an `async def` in `x`."""
    origin = names.meaning(module, call.func)
    definition = own_function(names, origin) if origin else None
    if origin is None or definition is None or definition.decorator_list:
        return False
    inner = list(_inner(definition))
    return bool(inner) and all(
        _is_coroutine_function(names, origin.module, one, 0) for one in inner
    )


def own_function(names: Names, origin: Origin) -> FunctionNode | None:
    """The one function of the release that stands behind a name, overloads left aside."""
    if not (origin.module and origin.name):
        return None
    defined = [
        node
        for node in names.definitions(origin)
        if not (isinstance(node, FUNCTION_TYPES) and _is_overload(names, origin.module, node))
    ]
    if len(defined) != 1 or not isinstance(defined[0], ast.FunctionDef):
        return None
    return defined[0]


def _of_definitions(
    names: Names, module: str, bound: Sequence[Binding | None], called: bool, depth: int
) -> Effect:
    match bound:
        case [ast.FunctionDef(decorator_list=[]) as definition]:
            if not called:
                return _of_function(names, module, definition, depth)
            made = list(_inner(definition))
            effects = {_of_function(names, module, inner, depth) for inner in made}
            return effects.pop() if len(effects) == 1 else Effect.HIDES
    return Effect.HIDES


def _is_overload(names: Names, module: str, node: FunctionNode) -> bool:
    return any(
        (origin := names.meaning(module, decorator)) is not None
        and _KNOWN.get(origin.full) is Effect.SIGNATURE
        for decorator in node.decorator_list
    )


def _inner(definition: FunctionNode) -> Iterator[FunctionNode]:
    """The nested functions a function returns; nothing when it may return anything else."""
    nested = _nested(definition)
    found: list[FunctionNode] = []
    for value in map(_without_cast, returned(definition)):
        if not (isinstance(value, ast.Name) and value.id in nested):
            return
        found.extend(nested[value.id])
    yield from found


def _nested(definition: FunctionNode) -> dict[str, list[FunctionNode]]:
    nested: dict[str, list[FunctionNode]] = {}
    rebound = set()
    for node in function_statements(definition):
        if isinstance(node, FUNCTION_TYPES):
            nested.setdefault(node.name, []).append(node)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            rebound.add(node.id)
    return {name: nodes for name, nodes in nested.items() if name not in rebound}


def _of_function(names: Names, module: str, definition: FunctionNode, depth: int) -> Effect:
    """The effect of `definition` when it is called with the decorated function."""
    if isinstance(definition, ast.AsyncFunctionDef) or not definition.args.args:
        return Effect.HIDES
    function = definition.args.args[0].arg
    nested = _nested(definition)
    effects: set[Effect] = set()
    for value in map(_without_cast, returned(definition)):
        if not isinstance(value, ast.Name):
            return Effect.HIDES
        if value.id == function and not _stores(definition, function):
            effects.add(Effect.KEEPS)
        else:
            wrappers = nested.get(value.id, [])
            effects |= {_wrapper(names, module, w, function, depth) for w in wrappers} or {
                Effect.HIDES
            }
    if len(effects) == 1:
        return effects.pop()
    if effects == {Effect.KEEPS, Effect.COROUTINE}:
        return Effect.KEEPS_COROUTINE
    return Effect.HIDES


def _wrapper(names: Names, module: str, wrapper: FunctionNode, function: str, depth: int) -> Effect:
    if _is_coroutine_function(names, module, wrapper, depth):
        return Effect.COROUTINE
    if isinstance(wrapper, ast.AsyncFunctionDef) or has_yield(wrapper):
        return Effect.HIDES
    kept = all(
        effect(names, module, one, depth=depth + 1) is Effect.KEEPS
        for one in wrapper.decorator_list
    )
    handed_on = [
        isinstance(value, ast.Call)
        and isinstance(value.func, ast.Name)
        and value.func.id == function
        for value in map(_without_cast, returned(wrapper))
    ]
    ends = isinstance(wrapper.body[-1], (ast.Return, ast.With))
    return Effect.KEEPS if kept and ends and handed_on and all(handed_on) else Effect.HIDES


def _is_coroutine_function(names: Names, module: str, node: FunctionNode, depth: int) -> bool:
    effects = {effect(names, module, one, depth=depth + 1) for one in node.decorator_list}
    is_async = isinstance(node, ast.AsyncFunctionDef) and not has_yield(node)
    return effects <= {Effect.KEEPS, Effect.COROUTINE} and (is_async or Effect.COROUTINE in effects)


def _without_cast(value: ast.expr) -> ast.expr:
    match value:
        case ast.Call(func=ast.Name(id="cast") | ast.Attribute(attr="cast"), args=[_, inner]):
            return inner
    return value


def _stores(definition: FunctionNode, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in function_statements(definition)
    )
