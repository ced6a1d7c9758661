"""How often a generator function yields on its way from start to end.

Loops are not counted through: what they run is unknown, and so are paths that an exception opens.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from asynclint.syntax import within

_YIELDS = (ast.Yield, ast.YieldFrom)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


class Path(NamedTuple):
    """A way through some statements: the yields on it, and whether it goes on after them.
    `end` is the statement that ends it, None where it runs to the end of the function."""

    yields: tuple[ast.expr, ...]
    goes_on: bool = True
    end: ast.stmt | None = None


_MANY = 64  # ways through a function; one with more is not judged


def paths(body: Sequence[ast.stmt]) -> list[Path] | None:
    """All ways through a function's body; None when there are too many, or loops yield."""
    found: list[Path] = [Path(())]
    for statement in body:
        following = _through(statement)
        if following is None:
            return None
        joined = [
            Path((*path.yields, *more.yields), more.goes_on, more.end)
            for path in found if path.goes_on for more in following
        ]
        found = list(dict.fromkeys([*(path for path in found if not path.goes_on), *joined]))
        if len(found) > _MANY:
            return None
    return found


def _through(statement: ast.stmt) -> list[Path] | None:
    match statement:
        case ast.Return():
            return [Path(_yields_in(statement), False, statement)]
        case ast.Raise():
            return []
        case ast.If(body=body, orelse=orelse):
            return _either(_yields_in(statement.test), body, orelse)
        case ast.With(body=body) | ast.AsyncWith(body=body):
            return paths(body)
        case ast.Try(body=body, orelse=orelse, finalbody=final):
            return paths([*body, *orelse, *final])
        case ast.Match(cases=cases):
            return _either((), *(case.body for case in cases))
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [Path(())]
    if isinstance(statement, _LOOPS) or hasattr(statement, "handlers"):
        return None if _yields_in(statement) else [Path(())]
    yields = _yields_in(statement)
    calls = statement.value if isinstance(statement, ast.Expr) else None
    return [] if _never_returns(calls) else [Path(yields)]


def _either(before: tuple[ast.expr, ...], *bodies: Sequence[ast.stmt]) -> list[Path] | None:
    found = []
    for body in bodies:
        inner = paths(body)
        if inner is None:
            return None
        found += [path._replace(yields=(*before, *path.yields)) for path in inner]
    return found


def _yields_in(node: ast.AST) -> tuple[ast.expr, ...]:
    found = [n for n in within(node) if isinstance(n, _YIELDS)]
    return tuple(sorted(found, key=lambda n: (n.lineno, n.col_offset)))


def _never_returns(value: ast.expr | None) -> bool:
    """`pytest.skip(...)` and the like end a fixture as `raise` does."""
    function = value.func if isinstance(value, ast.Call) else None
    last = getattr(function, "attr", getattr(function, "id", ""))
    return last in ("exit", "fail", "skip", "xfail")
