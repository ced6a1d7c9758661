"""Whether tasks are brought to their end at a place, where errors of theirs come too late."""

from __future__ import annotations

import ast
import re

from asynclint.rule import Context
from asynclint.syntax import within

# Functions that bring something to its end.
_ENDS = re.compile(
    "cancel|clean|close|disconnect|dispose|drain|exit|finish|join|shut|stop|teardown"
)


def is_winding_up(call: ast.Call, ctx: Context) -> bool:
    """Whether tasks are brought to their end there: in a `finally` or handler, in a function
    that says so, or behind a `cancel()`."""
    function = ctx.function(call)
    if not isinstance(function, ast.AsyncFunctionDef) or _ENDS.search(function.name.lower()):
        return True
    calls = (node for each in call.args for node in ast.walk(each) if isinstance(node, ast.Call))
    if any(_ENDS.search(ast.unparse(each.func).lower()) for each in calls):
        return True
    inner: ast.AST = call
    for outer in ctx.ancestors(call):
        if outer is function:
            break
        if isinstance(outer, ast.ExceptHandler) or inner in getattr(outer, "finalbody", ()):
            return True
        inner = outer
    return any(
        isinstance(node, ast.Attribute) and node.attr == "cancel"
        for node in within(function, leaves=False)
    )
