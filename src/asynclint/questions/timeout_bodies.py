"""Whether some code can raise TimeoutError at all: only where every call in it is known.

Libraries such as httpx raise classes of their own, `move_on_after` and `asyncio.wait` raise
nothing. One call that is not known, and the answer is that it may.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.questions.bodies import body_of
from asynclint.rule import Context
from asynclint.syntax import within

_TABLE = knowledge.table("timeout_errors")
_OWN = _TABLE["own"]["classes"]
_SILENT = frozenset([*_TABLE["silent"]["calls"], *_TABLE["silent"]["scopes"]])
_HARMLESS = frozenset(_TABLE["harmless"]["calls"])
_QUIET = frozenset(_TABLE["quiet"]["methods"])
_DEEP = 3
_LOGGING = frozenset({"critical", "debug", "error", "exception", "info", "log", "warning"})

# What may raise anything: it runs code of others.
_OPAQUE = (
    ast.Raise,
    ast.Yield,
    ast.YieldFrom,
    ast.AsyncFor,
    ast.Import,
    ast.ImportFrom,
    ast.ClassDef,
)


class Timed(NamedTuple):
    """A call whose time may be over, and the class it raises then; "" if it raises nothing."""

    call: ast.Call
    error: str


def never_raising(body: Sequence[ast.stmt], ctx: Context) -> Timed | None:
    """The first call with a time limit in a body that certainly raises no TimeoutError."""
    first: Timed | None = None
    for call in _calls(body) or ():
        timed = _timed(call, ctx)
        if timed is None and not _is_harmless(call, ctx):
            return None
        first = first or timed
    return first


def waits_quietly(body: Sequence[ast.stmt], ctx: Context, deep: int = _DEEP) -> bool:
    """Whether all that a body calls is known and raises no TimeoutError: libraries with classes
    of their own, waits for other tasks, coroutine functions of the file that do no more."""
    calls = _calls(body)
    return calls is not None and all(
        _timed(call, ctx) or _is_harmless(call, ctx) or _is_quiet(call, ctx, deep)
        for call in calls
    )


def _calls(body: Sequence[ast.stmt]) -> list[ast.Call] | None:
    """The calls of a body; None when it may run code that no call shows."""
    nodes = [node for statement in body for node in within(statement, leaves=False)]
    if any(isinstance(node, _OPAQUE) or not _is_plain(node) for node in nodes):
        return None
    return [node for node in nodes if isinstance(node, ast.Call)]


def own_error(library: str) -> str:
    """The class a library raises when its time is over."""
    return str(_OWN.get(library, ""))


def _is_plain(node: ast.AST) -> bool:
    """What is awaited, entered or iterated must be a call, which is then judged itself; an inner
    `try` is not read."""
    match node:
        case _ if hasattr(node, "handlers"):
            return False
        case ast.Await(value=value) | ast.withitem(context_expr=value):
            return isinstance(value, ast.Call)
        case ast.For(iter=source) | ast.comprehension(iter=source):
            return isinstance(source, (ast.Call, ast.List, ast.Tuple, ast.Constant))
    return True


def _timed(call: ast.Call, ctx: Context) -> Timed | None:
    name = ctx.name(call.func)
    if name in _SILENT:
        return Timed(call, "")
    library = _library(call, ctx)
    return Timed(call, own_error(library)) if library else None


def _library(call: ast.Call, ctx: Context) -> str:
    """The library a call certainly goes to, of those with classes of their own."""
    library = _known(ctx.name(call.func))
    if library or not isinstance(call.func, ast.Attribute):
        return library
    receiver = call.func.value
    if isinstance(receiver, ast.Await):
        receiver = receiver.value
    if isinstance(receiver, ast.Call):
        return _library(receiver, ctx)
    return _known(ctx.type_of(receiver)) or next(_of_result(receiver, ctx), "")


def _known(name: str) -> str:
    library = name.partition(".")[0]
    return library if library in _OWN else ""


def _of_result(receiver: ast.expr, ctx: Context) -> Iterator[str]:
    """The library whose call gave a variable its one value, as in `response = httpx.get(...)`."""
    found = ctx.scopes.binding(receiver) if isinstance(receiver, ast.Name) else None
    if found is None or len(found[1]) != 1 or found[1][0].kind is not Kind.VALUE:
        return
    value = found[1][0].value
    value = value.value if isinstance(value, ast.Await) else value
    if isinstance(value, ast.Call):
        yield _library(value, ctx)


def _is_quiet(call: ast.Call, ctx: Context, deep: int) -> bool:
    name = ctx.name(call.func)
    if name in _QUIET:
        return True
    found = ctx.definition(call.func) if deep and isinstance(call.func, ast.Name) else None
    if found is None or os.path.abspath(found.path) != os.path.abspath(ctx.source.path):
        return False
    function = body_of(found, ctx)
    is_plain = function is not None and not function.decorator_list
    return is_plain and function is not None and waits_quietly(function.body, ctx, deep - 1)


def _is_harmless(call: ast.Call, ctx: Context) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method) if method in _LOGGING:
            return "log" in name.lower()
        case ast.Attribute(value=ast.Constant()):
            return True
    return ctx.name(call.func) in _HARMLESS
