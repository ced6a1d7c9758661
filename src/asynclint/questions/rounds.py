"""Whether the rounds of a loop are independent of each other, as far as its text says."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from asynclint.syntax import within

# With any of these a round decides about the next ones, or shares something with them.
_TIES = (
    *(ast.Break, ast.Return, ast.Raise, ast.Yield, ast.YieldFrom, ast.AugAssign, ast.Delete),
    *(ast.Global, ast.Nonlocal, ast.With, ast.AsyncWith, ast.AsyncFor, ast.While),
)
_ADDS = frozenset({"add", "append", "extend", "setdefault", "update"})

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp


def found_in_rounds(loop: ast.For) -> list[ast.Await]:
    """The awaited values that each round of a `for` keeps, when no round uses what another did
    and none decides about the next: bound to a name of the round, added to a collection."""
    nodes = [node for each in loop.body for node in within(each)]
    if any(isinstance(node, _TIES) or hasattr(node, "handlers") for node in nodes):
        return []
    kept = [value for each in loop.body for value in _kept(each)]
    awaits = [node for node in nodes if isinstance(node, ast.Await)]
    if not kept or len(kept) != len(awaits) or _carries(loop, nodes):
        return []
    first = [value for value in kept if _uses(value, _names(loop.target))]
    return first if len(first) == len(kept) == 1 else []


def found_in_comprehension(node: Comprehension) -> list[ast.Await]:
    """The one awaited value of each round of a comprehension over plain items."""
    value = node.value if isinstance(node, ast.DictComp) else node.elt
    others = [part for clause in node.generators for part in (clause.iter, *clause.ifs)]
    others += [node.key] if isinstance(node, ast.DictComp) else []
    is_plain = all(not clause.is_async for clause in node.generators)
    if not is_plain or any(isinstance(each, ast.Await) for part in others for each in within(part)):
        return []
    awaits = [each for each in within(value) if isinstance(each, ast.Await)]
    targets = {name for clause in node.generators for name in _names(clause.target)}
    return awaits if len(awaits) == 1 and _uses(awaits[0], targets) else []


def _kept(statement: ast.stmt) -> Iterator[ast.Await]:
    """What a statement of a round awaits and keeps."""
    match statement:
        case ast.Assign(value=ast.Await() as value):
            yield value
        case ast.Expr(value=ast.Call(func=function, args=[ast.Await() as value])):
            if isinstance(function, ast.Attribute) and function.attr in _ADDS:
                yield value


def _carries(loop: ast.For, nodes: Iterable[ast.AST]) -> bool:
    """Whether a round reads what an earlier one left: a name that it binds only later, a
    collection that all rounds fill, an attribute."""
    bound = _names(loop.target)
    stored = {node.id for node in nodes if _is_stored(node) and isinstance(node, ast.Name)}
    filled = {name for node in nodes for name in _filled(node)}
    if any(_is_stored(node) and isinstance(node, ast.Attribute) for node in nodes):
        return True
    for statement in loop.body:
        for node in within(statement):
            if isinstance(node, ast.Name) and not _is_stored(node) and node.id in stored - bound:
                return True
        if isinstance(statement, ast.Assign):
            bound = bound.union(*map(_names, statement.targets))
    reads = [node.id for node in nodes if isinstance(node, ast.Name) and not _is_stored(node)]
    return any(reads.count(name) > sum(name in _filled(n) for n in nodes) for name in filled)


def _filled(node: ast.AST) -> tuple[str, ...]:
    """The collection a node puts something into."""
    match node:
        case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
            return (name,)
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=adds)) if adds in _ADDS:
            return (name,)
    return ()


def _is_stored(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def _uses(node: ast.AST, names: frozenset[str] | set[str]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node))


def _names(target: ast.expr) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(target) if isinstance(node, ast.Name))
