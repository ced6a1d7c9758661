"""Which async library a file speaks, for advice that names the right one."""

from __future__ import annotations

import ast

from asynclint.rule import Context

_TARGETS = ("anyio", "trio")


def advised(ctx: Context) -> str:
    """The library to advise: what the file imports, else the setting, else AnyIO."""
    imported = ctx.libraries & {*_TARGETS}
    if len(imported) == 1:
        return next(iter(imported))
    return ctx.options.async_library if ctx.options.async_library in _TARGETS else "anyio"


def is_asyncio_only(ctx: Context) -> bool:
    """Whether the fixture `anyio_backend` of the file runs its tests on asyncio alone."""
    if b"anyio_backend" not in ctx.source.data:
        return False
    functions = (node for node in ctx.source.tree.body if isinstance(node, ast.FunctionDef))
    return any(f.name == "anyio_backend" and _returns_asyncio(f) for f in functions)


def _returns_asyncio(function: ast.FunctionDef) -> bool:
    returned = [n.value for n in ast.walk(function) if isinstance(n, (ast.Return, ast.Yield))]
    return bool(returned) and all(_backend(value) == "asyncio" for value in returned)


def _backend(value: ast.expr | None) -> object:
    """`"asyncio"` or `("asyncio", {...})`."""
    if isinstance(value, ast.Tuple) and value.elts:
        value = value.elts[0]
    return value.value if isinstance(value, ast.Constant) else None
