"""A parameter `timeout` of an async function: its callers have timeouts of their own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.decorations import decorator_name
from asynclint.questions.lineages import may_override
from asynclint.rule import Context, Rule
from asynclint.syntax import parameters


def check(function: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    named = [each for each in parameters(function.args) if each.arg == "timeout"]
    if not named or not _is_plain(function, ctx) or may_override(function, ctx):
        return
    advice = _advice(ctx)
    if advice and not ctx.never_runs(function):
        yield ctx.finding(
            named[0],
            f"`{function.name}` takes a `timeout` that every caller can set by itself, around as "
            f"many calls as they like: `{advice}`",
        )


def _is_plain(function: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether nothing but `classmethod` or `staticmethod` stands above a function."""
    names = (decorator_name(each, ctx) for each in function.decorator_list)
    return all(name in ("builtins.classmethod", "builtins.staticmethod") for name in names)


def _advice(ctx: Context) -> str:
    for library in ("anyio", "trio"):
        if library in ctx.libraries:
            return f"with {library}.fail_after(seconds):"
    if ctx.options.target and ctx.options.target < (3, 11):
        return ""  # `asyncio.timeout` came with Python 3.11
    return "async with asyncio.timeout(seconds):"


RULE = Rule(
    code="ASL911",
    name="timeout-parameter",
    summary="an async function with a parameter called timeout",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("timeout",), ("async",)),
    also=("ASYNC109", "S7483"),
)
