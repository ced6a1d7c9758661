"""`Depends` is given the result of a function instead of the function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Gives, Group, Span
from asynclint.questions.dependencies import dependency
from asynclint.rule import Context, Rule

_NOT_CALLABLE = {
    Gives.COROUTINE: "a coroutine",
    Gives.GENERATOR: "a generator",
    Gives.ASYNC_GENERATOR: "an async generator",
}

_PLAIN_TYPES = frozenset(
    f"builtins.{name}"
    for name in ("bool", "bytes", "dict", "float", "int", "list", "set", "str", "tuple")
)


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = dependency(call, ctx)
    if not isinstance(given, ast.Call):
        return
    what = _result(given, ctx)
    if what and not ctx.never_runs(call):
        yield ctx.finding(
            given,
            f"`{ctx.shown(given.func)}` is called here, once, and FastAPI cannot call {what}; "
            "give it the function itself",
            fix=_uncalled(given, ctx),
        )


def _result(given: ast.Call, ctx: Context) -> str:
    """What a call gives, when it certainly cannot be called; "" otherwise."""
    if ctx.coroutine_call(given):
        return "a coroutine"
    made = ctx.gives(given)
    if made is Gives.PLAIN and ctx.type_of(given) in _PLAIN_TYPES:
        return "what it gives"
    return _NOT_CALLABLE.get(made, "")


def _uncalled(given: ast.Call, ctx: Context) -> Fix | None:
    """The function alone; None when the call has arguments."""
    if given.args or given.keywords:
        return None
    end = ctx.source.span(given.func).end
    edit = Edit(Span(end, ctx.source.span(given).end), "")
    return Fix("Give it the function", (edit,), safe=True)


RULE = Rule(
    code="ASL811",
    name="fastapi-depends-call",
    summary="Depends is given the result of a function instead of the function",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(("Depends", "Security"),),
    fix="safe",
)
