"""A cached function without parameters that gives everybody the same service."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group, Span
from asynclint.questions import import_time, services
from asynclint.rule import Context, Rule


def check(function: ast.FunctionDef, ctx: Context) -> Iterator[Finding]:
    if not function.decorator_list or not services.is_application_code(ctx):
        return
    if services.is_allowed(ctx.options, function.name) or _is_cleared(function, ctx):
        return
    made = services.cached_service(function, ctx)
    if made and not _is_async_client(function, ctx):
        yield ctx.finding(
            _heading(function, ctx),
            f"`{function.name}` keeps one `{made.rpartition('.')[2]}` for the whole process, so "
            "its state leaks from test to test; make it where the application starts and hand on",
        )


def _is_cleared(function: ast.FunctionDef, ctx: Context) -> bool:
    return f"{function.name}.cache_clear" in ctx.source.text


def _is_async_client(function: ast.FunctionDef, ctx: Context) -> bool:
    """Known asynchronous clients have a rule of their own."""
    known = {*knowledge.table("singletons")["async_clients"], *ctx.options.extra_async_clients}
    calls = (value for value in import_time.kept(function) if isinstance(value, ast.Call))
    return any(ctx.name(call.func) in known for call in calls)


def _heading(function: ast.FunctionDef, ctx: Context) -> Span:
    """`def name`, on the line where people put a `noqa`."""
    start = ctx.source.span(function).start
    name = ctx.source.text.find(function.name, start)
    return Span(start, max(name, start) + len(function.name))


RULE = Rule(
    code="ASL505",
    name="cached-service-getter",
    summary="a cached function that gives everybody the same service",
    group=Group.SUSPICIOUS,
    visits=(ast.FunctionDef,),
    check=check,
    mentions=(("*cache*",),),
)
