"""`assert_called*` on an AsyncMock: it holds for a call that nobody awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.doubles import chain, double, is_replaced
from asynclint.rule import Context, Rule

_CALLED = frozenset(
    {"assert_any_call", "assert_called", "assert_called_once", "assert_called_once_with"}
    | {"assert_called_with", "assert_has_calls"}
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _CALLED:
        return
    where = chain(function.value)
    found = double(where[0], ctx) if where else None
    if where is None or found is None or not found.is_async or is_replaced(found, where[1]):
        return
    awaited = _awaited(function.attr)
    end = ctx.source.span(function).end
    edit = Edit(ctx.source.span(function)._replace(start=end - len(function.attr)), awaited)
    yield ctx.finding(
        call,
        f"`{function.attr}` holds for a call that nobody awaited; `{awaited}` does not",
        fix=Fix(f"Use `{awaited}`", (edit,), safe=False),
    )


def _awaited(name: str) -> str:
    return name.replace("_called", "_awaited").replace("_calls", "_awaits").replace(
        "any_call", "any_await"
    )


RULE = Rule(
    code="ASL744",
    name="mock-called-not-awaited",
    summary="assert_called on an AsyncMock holds for a call nobody awaited",
    group=Group.STRICT,
    visits=(ast.Call,),
    check=check,
    mentions=(("AsyncMock",), tuple(sorted(_CALLED))),
    fix="unsafe",
)
