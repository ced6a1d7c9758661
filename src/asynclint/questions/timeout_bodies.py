"""Whether some code can raise TimeoutError at all: only where every call in it is known.

Libraries such as httpx raise classes of their own, `move_on_after` and `asyncio.wait` raise
nothing. One call that is not known, and the answer is that it may.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.rule import Context
from asynclint.syntax import within

_TABLE = knowledge.table("timeout_errors")
_OWN = _TABLE["own"]["classes"]
_SILENT = frozenset([*_TABLE["silent"]["calls"], *_TABLE["silent"]["scopes"]])
_HARMLESS = frozenset(_TABLE["harmless"]["calls"])
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
    for statement in body:
        for node in within(statement, leaves=False):
            if isinstance(node, _OPAQUE) or not _is_plain(node):
                return None
            if isinstance(node, ast.Call):
                timed = _timed(node, ctx)
                if timed is None and not _is_harmless(node, ctx):
                    return None
                first = first or timed
    return first


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


def _is_harmless(call: ast.Call, ctx: Context) -> bool:
    match call.func:
        case ast.Attribute(value=ast.Name(id=name), attr=method) if method in _LOGGING:
            return "log" in name.lower()
        case ast.Attribute(value=ast.Constant()):
            return True
    return ctx.name(call.func) in _HARMLESS
