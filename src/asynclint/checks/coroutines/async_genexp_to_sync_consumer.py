"""An asynchronous generator expression given to what iterates without waiting."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.bindings import Kind
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.homes import is_async_generator
from asynclint.rule import Context, Rule

_JOIN = "str.join"


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    for expression, is_starred in _given(call):
        consumer = "*" if is_starred else _consumer(call, ctx)
        if not consumer or not is_async_generator(expression, ctx):
            continue
        if is_expected(call, ctx) or ctx.never_runs(call):
            continue
        shown = "*" if is_starred else ctx.shown(call.func)
        yield ctx.finding(
            expression,
            f"this generator expression is asynchronous, and `{shown}` iterates without waiting, "
            "which raises TypeError",
            fix=_fix(expression, call, consumer, ctx),
        )


def _given(call: ast.Call) -> Iterator[tuple[ast.GeneratorExp, bool]]:
    """The generator expressions among positional arguments, and whether each has a star."""
    for argument in call.args:
        match argument:
            case ast.GeneratorExp():
                yield argument, False
            case ast.Starred(value=ast.GeneratorExp() as starred):
                yield starred, True


def _consumer(call: ast.Call, ctx: Context) -> str:
    """The full name of a function that iterates its arguments; "" for any other."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "join":
        return _JOIN if _is_text(call.func.value, ctx) else ""
    name = ctx.name(call.func)
    return name if name in knowledge.table("sync_consumers")["functions"] else ""


def _is_text(expression: ast.expr, ctx: Context) -> bool:
    """Whether an expression is a literal string, or a name that is bound to one only."""
    if isinstance(expression, ast.Name):
        binding = ctx.scopes.only_binding(expression)
        value = binding.value if binding and binding.kind is Kind.VALUE else None
    else:
        value = expression
    match value:
        case ast.JoinedStr() | ast.Constant(value=str() | bytes()):
            return True
    return False


def _fix(expression: ast.GeneratorExp, call: ast.Call, consumer: str, ctx: Context) -> Fix | None:
    """Brackets in the place of parentheses, where an `async def` runs them."""
    table = knowledge.table("sync_consumers")
    home = ctx.scopes.survey.scope_at(call).node
    if consumer in table["iterators_only"] or not isinstance(home, ast.AsyncFunctionDef):
        return None
    span = ctx.source.span(expression)
    first, last = Span(span.start, span.start + 1), Span(span.end - 1, span.end)
    if (ctx.source.segment(first), ctx.source.segment(last)) != ("(", ")"):
        return None
    # The parentheses of a call with one argument count as the expression's own.
    shared = span.end == ctx.source.span(call).end
    edits = (Edit(first, "([" if shared else "["), Edit(last, "])" if shared else "]"))
    return Fix("Make it a list", edits, safe=consumer not in table["unhurried"])


RULE = Rule(
    code="ASL135",
    name="async-genexp-to-sync-consumer",
    summary="an asynchronous generator expression goes to what iterates without waiting",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("async", "await"),),
    fix="unsafe",
)
