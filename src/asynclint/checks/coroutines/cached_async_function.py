"""A cache on an `async def` keeps the coroutine, which can be awaited once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.decorations import decorator_name, keep_all
from asynclint.rule import Context, Rule
from asynclint.wrapping import yields

_COROUTINE = "the coroutine and not its result, so the second `await` of it raises RuntimeError"
_GENERATOR = "the asynchronous generator and not its items, so the second `async for` gets none"
# What `alru_cache` of async_lru does for coroutines, and the arguments that make it do so.
_REPLACED = {"functools.cache": "(maxsize=None)", "functools.lru_cache": ""}


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    for index, decorator in enumerate(function.decorator_list):
        name = decorator_name(decorator, ctx)
        if name not in knowledge.table("sync_caches")["decorators"]:
            continue
        if keep_all(function.decorator_list[index + 1 :], ctx):
            is_generator = yields(function)
            shown = decorator.func if isinstance(decorator, ast.Call) else decorator
            yield ctx.finding(
                shown,
                f"`@{ctx.shown(shown)}` keeps {_GENERATOR if is_generator else _COROUTINE}",
                fix=None if is_generator else _fix(shown, name, ctx),
            )


def _fix(decorator: ast.expr, name: str, ctx: Context) -> Fix | None:
    """`alru_cache`, in a file that has async_lru."""
    other = spelled("async_lru", "alru_cache", decorator, ctx) if name in _REPLACED else None
    if other is None or other.edits:
        return None
    edit = Edit(ctx.source.span(decorator), other.text + _REPLACED[name])
    return Fix("Use `alru_cache`", (edit,), safe=False)


RULE = Rule(
    code="ASL145",
    name="cached-async-function",
    summary="a cache keeps the coroutine of an async function, which can be awaited once",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("*cache*",),),
    fix="unsafe",
)
