"""A service that a function makes once and keeps in a global for the whole process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import islice

from asynclint.bindings import Kind
from asynclint.model import Finding, Group
from asynclint.questions import services
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, within


def check(statement: ast.Global, ctx: Context) -> Iterator[Finding]:
    function = ctx.function(statement)
    if not isinstance(function, FUNCTIONS) or not services.is_application_code(ctx):
        return
    for name in statement.names:
        if not _hands_out(name, function) or not _starts_as_none(name, ctx):
            continue
        for value, made in islice(services.lazy_makers(name, function, ctx), 1):
            yield ctx.finding(
                value,
                f"`{name}` keeps one `{made.rpartition('.')[2]}` for the whole process and nothing "
                "resets it, so its state leaks from test to test; make it where the application "
                "starts and hand it on",
            )


def _hands_out(name: str, function: Function) -> bool:
    """Whether a function returns a global; one that only fills it is called at start-up."""
    returned = (node for node in within(function) if isinstance(node, ast.Return))
    return any(getattr(node, "id", "") == name for r in returned for node in ast.walk(r))


def _starts_as_none(name: str, ctx: Context) -> bool:
    """Whether a global is None at first, and no other function of the file can replace it."""
    bindings = ctx.scopes.bindings(ctx.scopes.survey.module).names.get(name, [])
    values = [binding.value for binding in bindings if binding.kind is Kind.VALUE]
    if services.is_allowed(ctx.options, name) or len(values) != 1:
        return False
    if not (isinstance(values[0], ast.Constant) and values[0].value is None):
        return False
    return not services.is_replaced(name, ctx)


RULE = Rule(
    code="ASL504",
    name="lazy-service-singleton",
    summary="a service that a function makes once and keeps in a global",
    group=Group.SUSPICIOUS,
    visits=(ast.Global,),
    check=check,
    mentions=(("global",),),
    also=("PLW0603",),
)
