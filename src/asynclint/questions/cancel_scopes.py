"""Which `with` items open a timeout, a cancel scope or a task group, and what starts tasks there
(`knowledge/cancel_scopes.toml`)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.questions.receivers import called, last_name
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS

TABLE = knowledge.table("cancel_scopes")
_TIMEOUTS = knowledge.table("timeouts")
SCOPES = frozenset([*_TIMEOUTS["scopes"], *_TIMEOUTS["scope_keywords"]])
With = ast.With | ast.AsyncWith

_WAITS = (ast.Await, ast.AsyncFor, ast.Yield, ast.YieldFrom)


def words(*kinds: str) -> tuple[str, ...]:
    """The last names of what the table lists under some kinds, for `mentions`."""
    return tuple(sorted({name.rpartition(".")[2] for kind in kinds for name in TABLE[kind]}))


_LAST = {kind: frozenset(words(kind)) for kind in ("cancelling", "groups", "hidden", "starts")}


def opens(manager: ast.expr, kind: str, ctx: Context) -> bool:
    """Whether what stands in `with` is a call of something that the table lists as `kind`;
    of a local name, whether the one thing it is bound to is."""
    if isinstance(manager, ast.Name):
        bound = ctx.scopes.only_binding(manager)
        manager = bound.value if bound and bound.value else manager
    if not isinstance(manager, ast.Call) or last_name(manager.func, ctx) not in _LAST[kind]:
        return False
    return ctx.name(manager.func) in TABLE[kind]


def around(node: ast.expr | ast.stmt, ctx: Context) -> Iterator[tuple[ast.withitem, With]]:
    """The `with` items that are open where a node runs, innermost first, up to its function."""
    inside: ast.AST = node
    for outer in ctx.ancestors(node):
        if isinstance(outer, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            return
        if isinstance(outer, (ast.With, ast.AsyncWith)) and inside in outer.body:
            for item in reversed(outer.items):
                yield item, outer
        inside = outer


def starts_task(call: ast.Call, ctx: Context) -> bool:
    """Whether a call starts a task in a task group or nursery."""
    return last_name(call.func, ctx) in _LAST["starts"] and called(call, ctx) in TABLE["starts"]


def may_wait(node: ast.AST, ctx: Context) -> bool:
    """Whether a node waits somewhere, or hands over to who may: `await`, `async for`, `yield`,
    and `async with`, but for what opens no more than a scope, or a group without tasks."""
    if isinstance(node, _WAITS) or (isinstance(node, ast.comprehension) and node.is_async):
        return True
    if isinstance(node, ast.AsyncWith) and any(_waits(item, node, ctx) for item in node.items):
        return True
    if isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
        return False
    if isinstance(node, ast.Call) and last_name(node.func, ctx) == "check_cancelled":
        return True
    return any(may_wait(child, ctx) for child in ast.iter_child_nodes(node))


def _waits(item: ast.withitem, node: ast.AsyncWith, ctx: Context) -> bool:
    if opens(item.context_expr, "cancelling", ctx):
        return False
    if not opens(item.context_expr, "groups", ctx):
        return True
    name = item.optional_vars
    if name is None:
        return False
    if not isinstance(name, ast.Name):
        return True
    inner = (each for statement in node.body for each in ast.walk(statement))
    return any(isinstance(each, ast.Name) and each.id == name.id for each in inner)


def is_cancel_scope(expression: ast.expr, ctx: Context) -> bool:
    """Whether an expression makes a scope that may end what waits in its body; one that only
    shields does not."""
    if not isinstance(expression, ast.Call) or ctx.name(expression.func) not in SCOPES:
        return False
    keywords = {keyword.arg for keyword in expression.keywords}
    return bool(expression.args) or keywords != {"shield"}
