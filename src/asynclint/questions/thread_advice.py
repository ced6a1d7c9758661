"""What to do instead of a call that blocks, in the words of the library that the file speaks."""

from __future__ import annotations

import ast

from asynclint.model import Edit, Fix, Span
from asynclint.questions.cancellation import takes_cancellation
from asynclint.questions.handed_functions import arguments_of
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS
from asynclint.templates import is_available

_THREADS = {
    "anyio": "anyio.to_thread.run_sync",
    "asyncio": "asyncio.to_thread",
    "trio": "trio.to_thread.run_sync",
}
# Methods of paths that give paths, which would then be of the library.
_GIVE_PATHS = frozenset(
    {"absolute", "cwd", "expanduser", "home", "readlink", "rename", "replace", "resolve"}
)
_LAST_WITHOUT_TO_THREAD = (3, 8)


def spoken(ctx: Context) -> str:
    """The async library that advice names: what the file imports, asyncio last, else what the
    settings say, else asyncio."""
    for library in ("trio", "anyio", "asyncio"):
        if library in ctx.libraries:
            return library
    return ctx.options.async_library or "asyncio"


def in_thread(call: ast.Call, ctx: Context) -> str:
    """How the library of the file makes a call in a thread."""
    more = ", ..." if call.args or call.keywords else ""
    runner = f"{_THREADS[spoken(ctx)]}(" if _has_to_thread(ctx) else "loop.run_in_executor(None, "
    return f"await {runner}{ctx.shown(call.func)}{more})"


def elsewhere(ctx: Context) -> str:
    """Where files are opened, read and written without blocking."""
    library = spoken(ctx)
    return "in a thread" if library == "asyncio" else f"by `{library}.open_file`, or in a thread"


def asked_elsewhere(call: ast.Call, ctx: Context) -> str:
    """How something is done with a path without blocking."""
    library = spoken(ctx)
    if library == "asyncio":
        return f"call it in a thread: `{in_thread(call, ctx)}`"
    return f"use `{library}.Path`"


def thread_fix(call: ast.Call, ctx: Context) -> Fix | None:
    """The fix that makes a call in a thread; None where it cannot be written, or the library
    cannot hand on the arguments."""
    library = spoken(ctx)
    arguments = arguments_of(call, ctx)
    if arguments is None or not _has_to_thread(ctx) or not is_available(library, call, ctx):
        return None
    if is_in_generator(call, ctx) or (call.keywords and library != "asyncio"):
        return None
    if _is_last_chance(call, ctx):
        return None
    span, function = ctx.source.span(call), ctx.source.span(call.func)
    before, after = _brackets(call, ctx)
    rest = f", {arguments}" if arguments else ""
    edits = (
        Edit(Span(span.start, span.start), f"{before}await {_THREADS[library]}("),
        Edit(Span(function.end, span.end), f"{rest}){after}"),
    )
    return Fix("Call it in a thread", edits, safe=False)


def path_fix(call: ast.Call, path: ast.expr, method: str, ctx: Context) -> Fix | None:
    """The fix that calls a method of a path of AnyIO or Trio instead, with the arguments that
    follow the path; None where the file speaks neither."""
    library = spoken(ctx)
    if library == "asyncio" or not is_available(library, call, ctx) or method in _GIVE_PATHS:
        return None
    if is_in_generator(call, ctx) or _is_last_chance(call, ctx):
        return None
    span, given = ctx.source.span(call), ctx.source.span(path)
    text = ctx.source.segment(given)
    if isinstance(path, ast.Call) and ctx.name(path.func) == "pathlib.Path":
        text = arguments_of(path, ctx) or text
    is_method = isinstance(call.func, ast.Attribute) and call.func.value is path
    end = ctx.source.span(call.func).end if is_method else span.end
    before, after = _brackets(call, ctx)
    replaced = f"{before}await {library}.Path({text}).{method}"
    head = Edit(Span(span.start, end), replaced if is_method else f"{replaced}(){after}")
    if "#" in ctx.source.segment(head.span):
        return None
    tail = Edit(Span(span.end, span.end), after)
    edits = (head, tail) if is_method and after else (head,)
    return Fix(f"Use `{library}.Path`", edits, safe=False)


def _brackets(call: ast.Call, ctx: Context) -> tuple[str, str]:
    """What must stand around an `await` in the place of a call."""
    holder = ctx.parent(call)
    is_part = isinstance(holder, (ast.Attribute, ast.Subscript)) and holder.value is call
    return ("(", ")") if is_part or isinstance(holder, ast.BinOp) else ("", "")


def _is_last_chance(call: ast.Call, ctx: Context) -> bool:
    """Whether a call cleans up after a cancellation, where an `await` would be cancelled, too."""
    inner: ast.AST = call
    for outer in ctx.ancestors(call):
        if isinstance(outer, FUNCTIONS):
            return False
        if inner in getattr(outer, "finalbody", ()):
            return True
        if isinstance(outer, ast.ExceptHandler) and takes_cancellation(outer, ctx):
            return True
        inner = outer
    return False


def is_in_generator(call: ast.Call, ctx: Context) -> bool:
    """Whether a call is made by whoever asks a generator expression for items."""
    for outer in ctx.ancestors(call):
        if isinstance(outer, ast.GeneratorExp):
            return True
        if isinstance(outer, FUNCTIONS):
            break
    return False


def _has_to_thread(ctx: Context) -> bool:
    target = ctx.options.target
    return spoken(ctx) != "asyncio" or target is None or target > _LAST_WITHOUT_TO_THREAD
