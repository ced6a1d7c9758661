"""Timeouts and shields: calls that become blocks."""

from __future__ import annotations

import ast

from asynclint.importing import spelled
from asynclint.model import Edit, Fix, Span
from asynclint.questions import statements
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS, within

_ALIAS_SINCE = (3, 11)  # from here on `asyncio.TimeoutError` is the builtin
_BUILTIN = "builtins.TimeoutError"
_TIMEOUT = ("asyncio.TimeoutError", "asyncio.exceptions.TimeoutError")


def wait_for(node: ast.expr, ctx: Context) -> Fix | None:
    """`x = await asyncio.wait_for(f(), t)` -> `with anyio.fail_after(t): x = await f()`.

    Safe when `f()` is certainly a coroutine and the exception is the same class.
    """
    if not isinstance(node, ast.Call):
        return None
    arguments = _arguments(node, ("fut", "timeout"))
    if not arguments or len(arguments) != 2:
        return None
    waited, limit = arguments["fut"], arguments["timeout"]
    name = spelled("anyio", "fail_after", node, ctx)
    if name is None:
        return None
    text = ctx.source.segment(ctx.source.span(limit))
    edits = statements.enclosed(f"with {name.text}({text})", node, waited, ctx)
    handlers = _handlers(node, ctx)
    if edits is None or handlers is None or "#" in text:
        return None
    is_same = ctx.options.target is not None and ctx.options.target >= _ALIAS_SINCE
    safe = is_same and ctx.coroutine_call(waited) is not None and not _cleans_up(waited, ctx)
    title = "Await under `anyio.fail_after`"
    if not is_same:
        title += ", which raises the builtin `TimeoutError`"
    return Fix(title, tuple(sorted({*edits, *name.edits, *handlers})), safe)


def timeout(node: ast.expr, ctx: Context) -> Fix | None:
    """`async with asyncio.timeout(t):` -> `with anyio.fail_after(t):`."""
    if not isinstance(node, ast.Call) or len(node.args) + len(node.keywords) != 1:
        return None
    if ctx.name(node.func).rpartition(".")[2] != "timeout":
        return None
    item = ctx.parent(node)
    block = ctx.parent(item) if isinstance(item, ast.withitem) else None
    if not isinstance(item, ast.withitem) or item.optional_vars:
        return None
    if not isinstance(block, ast.AsyncWith) or len(block.items) != 1:
        return None
    if any(isinstance(node, ast.Yield) for node in within(block)):  # a scope must not be left so
        return None
    name = spelled("anyio", "fail_after", node, ctx)
    if name is None:
        return None
    head = Span(ctx.source.span(block).start, ctx.source.span(node.func).end)
    words = ctx.source.segment(head).split()
    if words[:2] != ["async", "with"] or len(words) != 3:  # brackets or a comment between
        return None
    is_same = ctx.options.target is not None and ctx.options.target >= _ALIAS_SINCE
    safe = is_same and not any(map(_awaits_when_cancelled, within(block)))
    edits = {Edit(head, f"with {name.text}"), *name.edits}
    return Fix("Use `with anyio.fail_after`", tuple(sorted(edits)), safe)


def shield(node: ast.expr, ctx: Context) -> Fix | None:
    """`await asyncio.shield(f())` -> `with anyio.CancelScope(shield=True): await f()`."""
    if not isinstance(node, ast.Call):
        return None
    arguments = _arguments(node, ("arg",))
    name = spelled("anyio", "CancelScope", node, ctx)
    if not arguments or not name:
        return None
    shielded = arguments["arg"]
    if ctx.coroutine_call(shielded) is None:  # a task that others hold is not shielded by this
        return None
    edits = statements.enclosed(f"with {name.text}(shield=True)", node, shielded, ctx)
    if edits is None:
        return None
    title = "Await under `anyio.CancelScope(shield=True)`, which holds up the caller's own end"
    return Fix(title, tuple(sorted({*edits, *name.edits})), safe=False)


def _arguments(call: ast.Call, names: tuple[str, ...]) -> dict[str, ast.expr] | None:
    """The arguments by the names of the parameters; None for others, and for stars."""
    if len(call.args) > len(names) or any(isinstance(a, ast.Starred) for a in call.args):
        return None
    found = dict(zip(names, call.args, strict=False))
    for keyword in call.keywords:
        if keyword.arg not in names or keyword.arg in found:
            return None
        found[keyword.arg] = keyword.value
    return found


def _handlers(call: ast.Call, ctx: Context) -> tuple[Edit, ...] | None:
    """The handlers around a call that name the timeout of asyncio, naming the builtin; None when
    that name means something else there."""
    edits = []
    inner: ast.AST = call
    for node in ctx.ancestors(call):
        if isinstance(node, (*FUNCTIONS, ast.Lambda)):
            break
        if isinstance(node, ast.Try) and inner in node.body:
            for handler in node.handlers:
                for caught in _caught(handler):
                    if ctx.name(caught) not in _TIMEOUT or "." not in _shown(caught, ctx):
                        continue
                    if isinstance(handler.type, ast.Tuple):  # may name the builtin already
                        return None
                    if ctx.scopes.resolve(_named("TimeoutError", caught)) != {_BUILTIN}:
                        return None
                    edits.append(Edit(ctx.source.span(caught), "TimeoutError"))
        inner = node
    return tuple(edits)


def _caught(handler: ast.ExceptHandler) -> list[ast.expr]:
    kind = handler.type
    return kind.elts if isinstance(kind, ast.Tuple) else [kind] if kind else []


def _shown(node: ast.expr, ctx: Context) -> str:
    return ctx.source.segment(ctx.source.span(node))


def _named(name: str, at: ast.expr) -> ast.Name:
    return ast.copy_location(ast.Name(name, ast.Load()), at)


def _cleans_up(waited: ast.expr, ctx: Context) -> bool:
    """Whether a function of this file that is called awaits when it is cancelled: AnyIO cancels
    every await in the scope, asyncio only one."""
    called = ctx.coroutine_call(waited)
    name = called.name.rpartition(".")[2] if called else ""
    return any(
        isinstance(node, ast.AsyncFunctionDef)
        and node.name == name
        and any(map(_awaits_when_cancelled, within(node)))
        for node in ast.walk(ctx.source.tree)
    )


def _awaits_when_cancelled(node: ast.AST) -> bool:
    if not isinstance(node, ast.Try):
        return False
    last = [*node.finalbody, *(s for h in node.handlers for s in h.body)]
    return any(
        isinstance(inner, (ast.Await, ast.AsyncWith, ast.AsyncFor))
        for statement in last
        for inner in within(statement)
    )
