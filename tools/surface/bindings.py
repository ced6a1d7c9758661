"""What the body of a module or class binds at run time, whatever branch is taken.

Every binding that may hold at the end is kept: who asks must see that `if` and `else`
disagree. What is defined outside of any branch replaces what came before. What stands
under `TYPE_CHECKING` is kept apart: it tells what annotations mean, and no more.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTION_TYPES = (ast.FunctionDef, ast.AsyncFunctionDef)


class Imported(NamedTuple):
    """`from module import name`; without a name the module itself."""

    module: str
    name: str


class Assigned(NamedTuple):
    """A value given to a name; None where it cannot be told, as in a loop or `del`."""

    value: ast.expr | None


Binding = Imported | Assigned | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Scope(NamedTuple):
    """The bindings of one body, in the order of the text."""

    names: dict[str, list[Binding]]
    for_types: dict[str, list[Binding]]
    stars: list[str]
    kept_imports: frozenset[str]
    """Names imported as themselves, `from x import y as y`: a promise to re-export."""


def bindings(body: Iterable[ast.stmt], module: str, is_package: bool) -> Scope:
    """What `body` binds; `module` is where relative imports start."""
    statements = list(body)
    scope = Scope({}, {}, [], frozenset(_kept(statements)))
    certain = {id(statement) for statement in statements}
    for statement, for_types in _statements(statements, False):
        names = scope.for_types if for_types else scope.names
        if isinstance(statement, ast.ImportFrom):
            stars = [] if for_types else scope.stars
            _import_from(statement, names, stars, module, is_package)
            continue
        for name, binding in _bound(statement):
            earlier = names.get(name, [])
            if id(statement) in certain:
                earlier = [one for one in earlier if is_overload(one) and is_function(binding)]
            names[name] = [*earlier, binding]
    return scope


def is_overload(binding: Binding | None) -> bool:
    """Whether it is one of several signatures of a function, by the look of its decorators."""
    return isinstance(binding, FUNCTION_TYPES) and any(
        "overload" in (getattr(decorator, "id", ""), getattr(decorator, "attr", ""))
        for decorator in binding.decorator_list
    )


def is_function(binding: Binding) -> bool:
    """Whether it is a `def` or `async def`."""
    return isinstance(binding, FUNCTION_TYPES)


@cache
def function_statements(node: FunctionNode) -> tuple[ast.AST, ...]:
    """Every node of a function's own scope, without the bodies of what it nests."""
    found: list[ast.AST] = []
    todo: list[ast.AST] = list(reversed(node.body))
    while todo:
        current = todo.pop()
        found.append(current)
        if not isinstance(current, (*FUNCTION_TYPES, ast.ClassDef, ast.Lambda)):
            todo.extend(reversed(list(ast.iter_child_nodes(current))))
    return tuple(found)


def _kept(body: Iterable[ast.stmt]) -> Iterator[str]:
    for statement, _ in _statements(body, False):
        if isinstance(statement, ast.ImportFrom):
            yield from (alias.name for alias in statement.names if alias.asname == alias.name)


def _statements(body: Iterable[ast.stmt], for_types: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """The simple statements of a body through its branches, and whether for types only."""
    for statement in body:
        yield statement, for_types
        if isinstance(statement, ast.If):
            yield from _branches(statement, for_types)
        elif isinstance(statement, (*FUNCTION_TYPES, ast.ClassDef)):
            yield from _lazily(statement, for_types)
        else:
            for part in ("body", "handlers", "orelse", "finalbody", "cases"):
                for child in getattr(statement, part, []):
                    inner = [child] if isinstance(child, ast.stmt) else child.body
                    yield from _statements(inner, for_types)


def _branches(statement: ast.If, for_types: bool) -> Iterator[tuple[ast.stmt, bool]]:
    test = ast.unparse(statement.test)
    checked = test in ("TYPE_CHECKING", "typing.TYPE_CHECKING", "t.TYPE_CHECKING")
    unchecked = test in ("not TYPE_CHECKING", "not typing.TYPE_CHECKING")
    yield from _statements(statement.body, for_types or checked)
    yield from _statements(statement.orelse, for_types or unchecked)


def _lazily(statement: ast.stmt, for_types: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """Imports in a module's `__getattr__` are what the module hands out on demand, and what it
    makes of them as globals."""
    if isinstance(statement, ast.FunctionDef) and statement.name == "__getattr__":
        nodes = function_statements(statement)
        shared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        for node in nodes:
            match node:
                case ast.ImportFrom():
                    yield node, for_types
                case ast.Assign(targets=[ast.Name(id=name)]) if name in shared:
                    yield node, for_types


def _import_from(
    statement: ast.ImportFrom,
    names: dict[str, list[Binding]],
    stars: list[str],
    module: str,
    is_package: bool,
) -> None:
    parts = module.split(".")
    if statement.level:
        keep = len(parts) - statement.level + (1 if is_package else 0)
        source = ".".join([*parts[:keep], *([statement.module] if statement.module else [])])
    else:
        source = statement.module or ""
    for alias in statement.names:
        if alias.name == "*":
            stars.append(source)
        else:
            bound = Imported(source, alias.name)
            names.setdefault(alias.asname or alias.name, []).append(bound)


def _bound(statement: ast.stmt) -> Iterator[tuple[str, Binding]]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name, statement
        case ast.Import():
            for alias in statement.names:
                whole = alias.name if alias.asname else alias.name.partition(".")[0]
                yield alias.asname or whole, Imported(whole, "")
        case ast.Assign():
            for target in statement.targets:
                yield from _targets(target, statement.value)
        case ast.AnnAssign() if statement.value is not None:
            yield from _targets(statement.target, statement.value)
        case ast.AugAssign() | ast.For() | ast.AsyncFor():
            yield from _targets(statement.target, None)
        case ast.With() | ast.AsyncWith():
            for item in statement.items:
                if item.optional_vars:
                    yield from _targets(item.optional_vars, None)
        case ast.Delete():
            for target in statement.targets:
                yield from _targets(target, None)


def _targets(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, Binding]]:
    if isinstance(target, ast.Name):
        yield target.id, Assigned(value)
        return
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id, Assigned(None)
