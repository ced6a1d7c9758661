"""Whether code is written to fail: a test of the error that a rule is about to report."""

from __future__ import annotations

import ast

from asynclint.rule import Context
from asynclint.syntax import Function

# The last names of what expects errors, and the errors of objects in the wrong statement.
_EXPECTING = frozenset(
    {"RaisesGroup", "assertRaises", "assertRaisesRegex", "raises", "suppress", "warns"}
)
_ERRORS = frozenset({"AttributeError", "TypeError"})


def is_expected(node: ast.AST, ctx: Context, errors: frozenset[str] = _ERRORS) -> bool:
    """Whether the error of a node is what the code around it waits for, or what a test waits
    for that defines the function around the node. `errors` are the last names it may be
    expected by; "" among them stands for a bare `except`."""
    inner = node
    for outer in ctx.ancestors(node):
        match outer:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                if _awaits_error(outer, errors):
                    return True
            case ast.With(items=items) | ast.AsyncWith(items=items):
                if any(_expects(item.context_expr) for item in items):
                    return True
            case ast.Try(body=body, handlers=handlers) if any(inner is s for s in body):
                caught = {name for handler in handlers for name in _names(handler.type)}
                if caught & errors:
                    return True
        inner = outer
    return False


def _awaits_error(function: Function, errors: frozenset[str]) -> bool:
    """Whether a function has a `raises(...)` of one of some errors somewhere."""
    calls = (n for n in ast.walk(function) if isinstance(n, ast.Call) and _expects(n))
    named = {name for call in calls for value in call.args for name in _names(value) if name}
    return not named.isdisjoint(errors)


def _expects(manager: ast.expr) -> bool:
    function = manager.func if isinstance(manager, ast.Call) else None
    return getattr(function, "attr", getattr(function, "id", "")) in _EXPECTING


def _names(caught: ast.expr | None) -> list[str]:
    parts = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return [getattr(part, "attr", getattr(part, "id", "")) for part in parts]
