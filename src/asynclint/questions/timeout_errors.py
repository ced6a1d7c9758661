"""What a piece of code raises when its time is over, and which handlers catch that.

Names of classes are full names; `asyncio.TimeoutError` stands for the class of its own that
it was before Python 3.11 (the builtin afterwards), and is never `builtins.TimeoutError` here.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asynclint import knowledge
from asynclint.model import Version
from asynclint.questions import limits
from asynclint.rule import Context
from asynclint.syntax import within

BUILTIN = "builtins.TimeoutError"
ASYNCIO = "asyncio.TimeoutError"
FUTURES = "concurrent.futures.TimeoutError"

_EVERYTHING = frozenset({"builtins.Exception", "builtins.BaseException"})
_CLOSED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
_SPELLINGS = {
    "asyncio.exceptions.TimeoutError": ASYNCIO,
    "concurrent.futures._base.TimeoutError": FUTURES,
}
_TABLE = knowledge.table("timeout_errors")


class Limit(NamedTuple):
    """A place where time can run out: what stands there, and the class it then raises."""

    node: ast.expr
    error: str


def alias_since(name: str) -> Version | None:
    """The Python since which a full name is the builtin TimeoutError; None if it never is."""
    since = _TABLE["aliases"].get(name)
    return (since[0], since[1]) if since else None


def limits_in(statements: Iterable[ast.stmt], ctx: Context) -> Iterator[Limit]:
    """The limits some statements set that raise in these statements when they pass.

    Neither those of functions defined there nor those under a `try` with handlers.
    """
    for node in unguarded(statements):
        match node:
            case ast.withitem(context_expr=ast.Call() as call):
                error = _of_scope(call, ctx) or _of_request(call, ctx)
            case ast.Await(value=ast.Call() as call):
                error = _of_wait(call, ctx) or _of_request(call, ctx)
            case _:
                continue
        if error:
            yield Limit(call, error)


def unguarded(statements: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """What runs as part of some statements and can raise out of them: no nested functions, no
    bodies of a `try` with handlers or of a `with suppress(...)`."""
    stack: list[ast.AST] = list(statements)
    stack.reverse()
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, _CLOSED) or _suppresses(node):
            continue
        below = _outside_body(node) if getattr(node, "handlers", None) else [node]
        stack.extend([child for part in below for child in ast.iter_child_nodes(part)][::-1])


def caught(handler: ast.ExceptHandler, ctx: Context) -> dict[str, ast.expr] | None:
    """The classes a handler names, and where; None when one of them is not known.

    A bare `except` is `builtins.BaseException`.
    """
    if handler.type is None:
        return {"builtins.BaseException": ast.Name("BaseException")}
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    found: dict[str, ast.expr] = {}
    for part in parts:
        name = ctx.name(part)
        definition = ctx.definition(part)
        is_class = definition is not None and (definition.owner or not definition.path)
        if not name or not is_class or not _looks_like_class(name):
            return None
        found[_SPELLINGS.get(name, name)] = part
    return found


def catches(name: str, error: str) -> bool:
    """Whether a handler that names one class catches another, below Python 3.11."""
    return name == error or name in _EVERYTHING or name in _TABLE["bases"].get(error, ())


def is_modern(statements: Iterable[ast.stmt], ctx: Context) -> bool:
    """Whether some code uses what only Python 3.11 has, whatever the project declares."""
    modern = _TABLE["modern"]["names"]
    return any(
        isinstance(node, ast.Call) and ctx.name(node.func) in modern
        for statement in statements
        for node in within(statement, leaves=False)
    )


def depends_on_version(node: ast.expr | ast.stmt | ast.ExceptHandler, ctx: Context) -> bool:
    """Whether a node stands under a test of `sys.version_info`."""
    return any(
        isinstance(outer, (ast.If, ast.IfExp)) and "version_info" in ast.unparse(outer.test)
        for outer in ctx.ancestors(node)
    )


def _outside_body(statement: ast.AST) -> list[ast.AST]:
    """What of a `try` its handlers do not catch from, each part under one node."""
    blocks = [handler.body for handler in getattr(statement, "handlers", ())]
    blocks += [getattr(statement, "orelse", []), getattr(statement, "finalbody", [])]
    return [ast.Module(body=block, type_ignores=[]) for block in blocks]


def _of_scope(call: ast.Call, ctx: Context) -> str:
    if any(limits.is_none(value) for value in call.args):
        return ""
    return str(_TABLE["scopes"].get(ctx.name(call.func), ""))


def _of_wait(call: ast.Call, ctx: Context) -> str:
    position = _TABLE["calls"].get(ctx.name(call.func))
    if position is None or any(isinstance(value, ast.Starred) for value in call.args):
        return ""
    limit = limits.argument(call, position, "timeout")
    return "" if limit is None or limits.is_none(limit) else ASYNCIO


def _of_request(call: ast.Call, ctx: Context) -> str:
    if not isinstance(call.func, ast.Attribute) or limits.has_limit_argument(call):
        return ""
    sessions = _TABLE["sessions"]
    if not any(call.func.attr in methods for methods in sessions.values()):
        return ""
    return ASYNCIO if ctx.type_of(call.func.value) in sessions else ""


def _suppresses(node: ast.AST) -> bool:
    if not isinstance(node, ast.With):
        return False
    calls = (item.context_expr for item in node.items)
    return any("suppress" in ast.unparse(call) for call in calls)


def _looks_like_class(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last[:1].isupper() or name == "socket.timeout"
