"""Which async library a file speaks, for advice that names the right one."""

from __future__ import annotations

import ast
import os

from asynclint.model import Answer
from asynclint.rule import Context
from asynclint.source import BadSource, Source

_TARGETS = ("anyio", "trio")


def advised(ctx: Context) -> str:
    """The library to advise: what the file imports, else the setting, else AnyIO."""
    imported = ctx.libraries & {*_TARGETS}
    if len(imported) == 1:
        return next(iter(imported))
    return ctx.options.async_library if ctx.options.async_library in _TARGETS else "anyio"


def is_asyncio_only(ctx: Context) -> bool:
    """Whether the nearest fixture `anyio_backend`, of the file itself or for tests of the
    `conftest.py` above it, runs on asyncio alone."""
    answer = _runs_on_asyncio(ctx.source)
    if answer is Answer.UNKNOWN and ctx.is_test:
        answer = _above(ctx)
    return answer is Answer.YES


def _above(ctx: Context) -> Answer:
    root = ctx.project.modules.root
    folder = os.path.dirname(os.path.abspath(ctx.source.path))
    while folder.startswith(root):
        path = os.path.join(folder, "conftest.py")
        answer = _runs_on_asyncio(Source(path, ctx.project.shelf.data(path)))
        if answer is not Answer.UNKNOWN or folder == root:
            return answer
        folder = os.path.dirname(folder)
    return Answer.UNKNOWN


def _runs_on_asyncio(source: Source) -> Answer:
    """UNKNOWN when the file has no such fixture."""
    if b"anyio_backend" not in source.data:
        return Answer.UNKNOWN
    try:
        body = source.tree.body
    except BadSource:
        return Answer.UNKNOWN
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    found = [_returns_asyncio(f) for f in functions if f.name == "anyio_backend"]
    if not found:
        return Answer.UNKNOWN
    return Answer.YES if found[-1] else Answer.NO


def _returns_asyncio(function: ast.FunctionDef) -> bool:
    returned = [n.value for n in ast.walk(function) if isinstance(n, (ast.Return, ast.Yield))]
    return bool(returned) and all(_backend(value) == "asyncio" for value in returned)


def _backend(value: ast.expr | None) -> object:
    """`"asyncio"` or `("asyncio", {...})`."""
    if isinstance(value, ast.Tuple) and value.elts:
        value = value.elts[0]
    return value.value if isinstance(value, ast.Constant) else None
