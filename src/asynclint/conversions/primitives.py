"""Events, locks, semaphores and conditions: the class of AnyIO in the place of asyncio's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Fix
from asynclint.rule import Context
from asynclint.syntax import within

_NEW = {
    "asyncio.Event": "Event",
    "asyncio.Lock": "Lock",
    "asyncio.Condition": "Condition",
    "asyncio.Semaphore": "Semaphore",
    "asyncio.BoundedSemaphore": "Semaphore",
}


def event(node: ast.expr, ctx: Context) -> Fix | None:
    """`asyncio.Event()` -> `anyio.Event()` where nothing may clear it or ask what `wait` gives.

    Safe in async functions; AnyIO before 4.5 makes none where no loop runs.
    """
    if re.search(r"\.clear\b", ctx.source.text) and not _clears_others(ctx):
        return None
    if any(True for _ in _valued_waits(ctx)):
        return None
    name = _kept_as(node, ctx)
    if name is None or (name.attribute and _cleared_elsewhere(name.text, ctx)):
        return None
    safe = ctx.in_async(node) and not name.attribute and _stays(name.text, node, ctx)
    return _replaced(node, ctx, safe=safe)


def lock(node: ast.expr, ctx: Context) -> Fix | None:
    """`asyncio.Lock()` -> `anyio.Lock()` and the like: only the task that holds one may release
    it."""
    name = ctx.name(node.func if isinstance(node, ast.Call) else node)
    if name.endswith("Semaphore") and re.search(r"\.locked\b", ctx.source.text):
        return None
    if any(True for _ in _valued_acquires(ctx)):
        return None
    return _replaced(node, ctx, safe=False)


class _Kept:
    """The name that an object is kept under."""

    def __init__(self, text: str, attribute: bool) -> None:
        self.text = text
        self.attribute = attribute


def _kept_as(node: ast.expr, ctx: Context) -> _Kept | None:
    match ctx.parent(node):
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return _Kept(name, ctx.function(node) is None)
        case (
            ast.Assign(targets=[ast.Attribute(attr=name)])
            | ast.AnnAssign(target=ast.Attribute(attr=name))
        ):
            return _Kept(name, True)
    return None


def _stays(name: str, node: ast.expr, ctx: Context) -> bool:
    """Whether an object that a function keeps goes nowhere but to functions of this file, which
    were looked at."""
    own = f"{ctx.scopes.module}."
    for use in ast.walk(ctx.function(node) or ctx.source.tree):
        if not isinstance(use, ast.Name) or use.id != name or not isinstance(use.ctx, ast.Load):
            continue
        parent = ctx.parent(use)
        call = ctx.parent(parent) if isinstance(parent, ast.keyword) else parent
        is_given = isinstance(call, ast.Call) and ctx.name(call.func).startswith(own)
        if not isinstance(parent, ast.Attribute) and not is_given:
            return False
    return True


def _clears_others(ctx: Context) -> bool:
    """Whether everything in the file that is cleared certainly is something else."""
    for node in ast.walk(ctx.source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "clear":
            kind = ctx.type_of(node.value)
            if not kind or kind == "asyncio.Event" or kind.startswith("asyncio."):
                return False
    return True


def _cleared_elsewhere(name: str, ctx: Context) -> bool:
    pattern = re.compile(rb"\b" + name.encode() + rb"\s*\.\s*clear\b")
    shelf = ctx.project.shelf
    return any(pattern.search(shelf.data(path)) for path in ctx.project.modules.everything())


def _valued_waits(ctx: Context) -> Iterator[ast.AST]:
    """`await e.wait()` whose value, True for asyncio and None for AnyIO, is used."""
    for node in ast.walk(ctx.source.tree):
        match node:
            case ast.Await(value=ast.Call(func=ast.Attribute(attr="wait"), args=[], keywords=[])):
                if not isinstance(ctx.parent(node), ast.Expr):
                    yield node


def _valued_acquires(ctx: Context) -> Iterator[ast.AST]:
    """`await l.acquire()` whose value is used."""
    for node in ast.walk(ctx.source.tree):
        match node:
            case ast.Await(value=ast.Call(func=ast.Attribute(attr="acquire"))):
                if not isinstance(ctx.parent(node), ast.Expr):
                    yield node


def _replaced(node: ast.expr, ctx: Context, *, safe: bool) -> Fix | None:
    function = node.func if isinstance(node, ast.Call) else node
    full = ctx.name(function)
    new = _NEW.get(full)
    name = spelled("anyio", new, node, ctx) if new else None
    if name is None:
        return None
    span = ctx.source.span(function)
    edits = {Edit(span, name.text), *name.edits}
    if isinstance(node, ast.Call):
        arguments = _arguments(node, full, ctx)
        if arguments is None:
            return None
        edits |= set(arguments)
    edits |= set(_annotations(full, ctx)) if new else set()
    title = f"Use `anyio.{new}`"
    if new in ("Lock", "Condition"):
        title += ", which only the task that holds it may release"
    return Fix(title, tuple(sorted(edits)), safe)


def _arguments(call: ast.Call, full: str, ctx: Context) -> list[Edit] | None:
    """What changes between the brackets: AnyIO wants the value that asyncio takes for 1."""
    if not full.endswith("Semaphore"):
        return [] if not call.keywords and len(call.args) <= (full == "asyncio.Condition") else None
    if any(isinstance(argument, ast.Starred) for argument in call.args):
        return None
    bounded = full.endswith("BoundedSemaphore")
    match call.args, call.keywords:
        case ([value], []):
            span = ctx.source.span(value)
        case ([], [ast.keyword(arg="value", value=value) as keyword]):
            span = ctx.source.span(keyword)
        case ([], []):
            whole, function = ctx.source.span(call), ctx.source.span(call.func)
            inner = whole._replace(start=function.end)
            value_only = "(1, max_value=1)" if bounded else "(1)"
            return None if "#" in ctx.source.segment(inner) else [Edit(inner, value_only)]
        case _:
            return None
    text = ctx.source.segment(ctx.source.span(value))
    if bounded and not isinstance(value, (ast.Constant, ast.Name)):
        return None
    new = f"{text}, max_value={text}" if bounded else text
    return [] if new == ctx.source.segment(span) else [Edit(span, new)]


def _annotations(full: str, ctx: Context) -> Iterator[Edit]:
    """The class where annotations of the file name it, so that they stay true."""
    new = _NEW[full]
    for node in ast.walk(ctx.source.tree):
        annotation = getattr(node, "annotation", None) or getattr(node, "returns", None)
        if not isinstance(annotation, ast.expr):
            continue
        for part in within(annotation):
            if isinstance(part, (ast.Name, ast.Attribute)) and ctx.name(part) == full:
                name = spelled("anyio", new, part, ctx)
                if name:
                    yield Edit(ctx.source.span(part), name.text)
