"""`await` of what a plain mock gives: TypeError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Related
from asynclint.questions.doubles import Double, chain, double, given, is_replaced
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    call = node.value
    if not isinstance(call, ast.Call) or not (where := chain(call.func)):
        return
    root, path = where
    found = double(root, ctx)
    if found is None or found.is_async or found.function is not ctx.function(node):
        return
    if is_replaced(found, path) or given(found.call) or is_expected(node, ctx):
        return
    made = ctx.shown(found.call.func)
    start = ctx.source.lines.position(ctx.source.span(found.call).start)
    yield ctx.finding(
        call,
        f"`{ctx.shown(call.func)}` belongs to a `{made}`, and what it gives cannot be awaited "
        "(TypeError); make it an `AsyncMock`",
        related=(Related(ctx.source.path, start, "made here"),),
        fix=_fix(found, path, ctx),
    )


def _fix(found: Double, path: tuple[str, ...], ctx: Context) -> Fix | None:
    """`AsyncMock` for a double that is itself awaited, under the name the class stands for."""
    function = found.call.func
    if path or not isinstance(function, ast.Attribute):
        return None
    span = ctx.source.span(function)
    start = span.end - len(function.attr)
    edit = Edit(span._replace(start=start), "AsyncMock")
    return Fix("Make it an `AsyncMock`", (edit,), safe=False)


RULE = Rule(
    code="ASL740",
    name="sync-mock-awaited",
    summary="await of what a plain mock gives: TypeError",
    group=Group.SUSPICIOUS,
    visits=(ast.Await,),
    check=check,
    mentions=(("*Mock*",), ("await",)),
    fix="unsafe",
)
