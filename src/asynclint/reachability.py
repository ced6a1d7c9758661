"""Code that a condition keeps from running, or from running with what the text names.

Generated twins of async and sync code, `TYPE_CHECKING` blocks and branches for Pythons the
project no longer supports hold calls that look wrong and never happen. Code that first asks
`iscoroutinefunction` expects functions to be replaced by others.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from asynclint.bindings import Kind
from asynclint.model import Version
from asynclint.names import Names
from asynclint.syntax import FUNCTIONS, Function

_TYPE_CHECKING = frozenset({"typing.TYPE_CHECKING", "typing_extensions.TYPE_CHECKING"})


def never_runs(
    node: ast.AST,
    ancestors: Iterable[ast.AST],
    names: Names,
    target: Version | None,
    *,
    as_it_reads: bool = True,
) -> bool:
    """Whether a condition around a node keeps it from running, or from running as it reads.

    `ancestors` are innermost first; `target` is the lowest Python supported, None if unknown.
    """
    inner = node
    for outer in ancestors:
        if isinstance(outer, (ast.If, ast.IfExp, ast.While)) and inner is not outer.test:
            body = outer.body if isinstance(outer.body, list) else [outer.body]
            needed = any(inner is statement for statement in body)
            if truth(outer.test, names, target) is (not needed):
                return True
            if as_it_reads and _asks_colour(outer.test):
                return True
        if isinstance(outer, FUNCTIONS) and _is_skipped(outer, names, target):
            return True
        inner = outer
    return False


def _is_skipped(function: Function, names: Names, target: Version | None) -> bool:
    """Whether a test is always skipped: `@unittest.skipUnless(IS_SYNC, "...")`."""
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr=name), args=[condition, *_]):
                skips = {"skipUnless": False, "skipIf": True, "skipif": True}.get(name)
                if skips is not None and truth(condition, names, target) is skips:
                    return True
    return False


def _asks_colour(test: ast.expr) -> bool:
    return any(
        getattr(node, "attr", getattr(node, "id", "")) == "iscoroutinefunction"
        for node in ast.walk(test)
    )


def truth(test: ast.expr, names: Names, target: Version | None) -> bool | None:
    """What a condition always is; None when that is not known or varies."""
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = truth(operand, names, target)
            return None if inner is None else not inner
        case ast.BoolOp(op=op, values=values):
            decisive = isinstance(op, ast.Or)
            parts = {truth(value, names, target) for value in values}
            return decisive if decisive in parts else None if None in parts else not decisive
        case ast.Compare(left=left, ops=[op], comparators=[ast.Tuple(elts=parts)]):
            is_version = names.resolve(left) == {"sys.version_info"}
            return _version_truth(op, parts, target) if is_version and target else None
        case ast.Name() | ast.Attribute():
            if names.resolve(test) & _TYPE_CHECKING:
                return False
            return _constant(test, names) if isinstance(test, ast.Name) else None
    return None


def _version_truth(op: ast.cmpop, parts: list[ast.expr], target: Version) -> bool | None:
    version = tuple(part.value for part in parts if isinstance(part, ast.Constant))
    if len(version) != len(parts) or not version or target < version[:2]:
        return None
    if len(version) > 2 and target == version[:2]:
        return None
    return {ast.GtE: True, ast.Lt: False}.get(type(op))


def _constant(name: ast.Name, names: Names) -> bool | None:
    """`IS_SYNC = False` at the top of the module, never assigned again."""
    found = names.binding(name)
    if not found or found[0] is not names.survey.module or len(found[1]) != 1:
        return None
    binding = found[1][0]
    if binding.kind is Kind.VALUE and isinstance(binding.value, ast.Constant):
        return bool(binding.value.value) if not binding.conditional else None
    return None
