"""Functions of the project that make a task, give it back, and keep it nowhere.

Such a wrapper names the task or notes who started it; whoever calls it must hold the task as
if they had made it themselves.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from asynclint.project import Definition
from asynclint.questions.bodies import body_of
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, Function, parameters, within

_TASK = "asyncio.Task"
_DEPTH = 2  # wrappers hand a task to a function that sets its attributes


def hands_out_task(call: ast.Call, words: frozenset[str], ctx: Context) -> bool:
    """Whether a call of a plain function of the project gives a task that it just made with a
    function of one of the names `words`, and that nothing but the result refers to."""
    found = ctx.definition(call.func)
    if found is None or found.function is None or found.function.is_async or not found.path:
        return False
    if found.function.decorators or ctx.type_of(call) != _TASK:
        return False
    function = body_of(found, ctx)
    return function is not None and _only_hands_out(function, words, found, ctx)


def _only_hands_out(
    function: Function, words: frozenset[str], found: Definition, ctx: Context
) -> bool:
    returned = [node.value for node in _inside(function) if isinstance(node, ast.Return)]
    if len(returned) != 1:
        return False
    match returned[0]:
        case ast.Call() as call:
            return _makes(call, words)
        case ast.Name(id=name):
            stored = [node for node in _inside(function) if _stores(node, name)]
            match stored:
                case [ast.Assign(targets=[ast.Name()], value=ast.Call() as call)]:
                    return _makes(call, words) and not _keeps(function, name, found, ctx)
    return False


def _makes(call: ast.Call, words: frozenset[str]) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in words


def _stores(node: ast.AST, name: str) -> bool:
    return any(
        isinstance(child, ast.Name) and child.id == name and isinstance(child.ctx, ast.Store)
        for child in ast.iter_child_nodes(node)
    )


def _keeps(
    function: Function, name: str, found: Definition, ctx: Context, depth: int = _DEPTH
) -> bool:
    """Whether a function may leave something behind that refers to what a local name holds:
    all but its attributes, `return`, and functions of the module that do not keep it either."""
    parents = {
        child: node for node in ast.walk(function) for child in ast.iter_child_nodes(node)
    }
    return any(
        _may_keep(node, parents, found, ctx, depth)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def _may_keep(
    use: ast.Name, parents: Mapping[ast.AST, ast.AST], found: Definition, ctx: Context, depth: int
) -> bool:
    match parents[use]:
        case ast.Return() | ast.Assert() | ast.Attribute():
            return False
        case ast.Call(func=ast.Name(id=called), args=arguments) if use in arguments and depth:
            module = found.name.rpartition(".")[0]
            taker = ctx.project.lookup(f"{module}.{called}", found.origin)
            function = body_of(taker, ctx) if taker else None
            names = [each.arg for each in parameters(function.args)] if function else []
            if taker is None or function is None or len(names) <= arguments.index(use):
                return True
            return _keeps(function, names[arguments.index(use)], taker, ctx, depth - 1)
    return True


def _inside(function: Function) -> Iterator[ast.AST]:
    for node in within(function, leaves=False):
        if not isinstance(node, FUNCTIONS):
            yield node
