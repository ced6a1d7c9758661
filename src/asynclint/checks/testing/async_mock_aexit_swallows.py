"""`__aexit__ = AsyncMock()`: what it gives is true, so `async with` swallows every exception."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.doubles import chain, given
from asynclint.rule import Context, Rule

_EXIT = "__aexit__"
_GIVES = ("return_value", "side_effect")


def check(node: ast.Assign, ctx: Context) -> Iterator[Finding]:
    call = node.value
    for target in node.targets:
        if not isinstance(target, ast.Attribute) or target.attr != _EXIT:
            continue
        if isinstance(call, ast.Call) and _gives_true(call, ctx) and not _is_set(target, ctx):
            yield ctx.finding(
                call,
                f"this `{_EXIT}` gives a mock, which is true, so `async with` swallows every "
                "exception of its block; say `return_value=None`",
                fix=_fix(call, ctx),
            )


def _gives_true(call: ast.Call, ctx: Context) -> bool:
    """Whether a call makes an AsyncMock that gives another mock when it is awaited."""
    if call.args or any(keyword.arg != "name" for keyword in call.keywords):
        return False
    doubles = knowledge.table("tests")["doubles"]
    return doubles.get(ctx.name(call.func)) == "async" and not given(call)


def _is_set(target: ast.Attribute, ctx: Context) -> bool:
    """Whether the same function says later what the mock gives or does."""
    where = chain(target)
    if where is None:
        return True
    around = ctx.function(target) or ctx.source.tree
    for node in ast.walk(around):
        if isinstance(node, ast.Attribute) and node.attr in _GIVES:
            told = chain(node)
            if told and told[0].id == where[0].id and told[1][:-1] == where[1]:
                return True
    return False


def _fix(call: ast.Call, ctx: Context) -> Fix:
    end = ctx.source.span(call).end - 1
    comma = ", " if call.keywords else ""
    edit = Edit(Span(end, end), f"{comma}return_value=None")
    return Fix("Let exceptions through", (edit,), safe=True)


RULE = Rule(
    code="ASL742",
    name="async-mock-aexit-swallows",
    summary="__aexit__ = AsyncMock() swallows every exception",
    group=Group.CORRECTNESS,
    visits=(ast.Assign,),
    check=check,
    mentions=(("AsyncMock",), (_EXIT,)),
    fix="safe",
)
