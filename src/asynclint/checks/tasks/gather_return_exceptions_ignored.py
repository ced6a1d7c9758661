"""`gather(..., return_exceptions=True)` whose result nobody looks at."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.unread_locals import is_never_read
from asynclint.rule import Context, Rule
from asynclint.syntax import within

# Functions that bring something to its end, where errors of the others come too late.
_ENDS = re.compile(
    "cancel|clean|close|disconnect|dispose|drain|exit|finish|join|shut|stop|teardown"
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test or not _takes_exceptions(call) or ctx.name(call.func) != "asyncio.gather":
        return
    waited = ctx.parent(call)
    if not isinstance(waited, ast.Await) or not _is_lost(waited, ctx) or _is_ending(call, ctx):
        return
    if b"add_done_callback" in ctx.source.data:  # which may look at the errors
        return
    yield ctx.finding(
        call,
        "`return_exceptions=True` gives the errors as results, and nobody looks at these; look at"
        " them, or leave it out",
    )


def _takes_exceptions(call: ast.Call) -> bool:
    return any(
        keyword.arg == "return_exceptions" and getattr(keyword.value, "value", None) is True
        for keyword in call.keywords
    )


def _is_lost(waited: ast.Await, ctx: Context) -> bool:
    match ctx.parent(waited):
        case ast.Assign(targets=[ast.Name() as target]) as statement:
            return is_never_read(target, statement, ctx)
    return is_dropped(waited, ctx)


def _is_ending(call: ast.Call, ctx: Context) -> bool:
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


RULE = Rule(
    code="ASL210",
    name="gather-return-exceptions-ignored",
    summary="gather returns exceptions as results, and nobody looks at them",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("gather",), ("return_exceptions",)),
)
