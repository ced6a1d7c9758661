"""A call where a thread wants the function: it runs here, before there is a thread."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Answer, Edit, Finding, Fix, Group
from asynclint.questions.bodies import body_of, gives_plain, is_stub, returned
from asynclint.questions.handed_functions import arguments_of, handed_function, last_names
from asynclint.rule import Context, Rule

_KINDS = ("calls", "threads")
_RESULTS = knowledge.table("function_arguments")["results"]


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    given = handed_function(call, _KINDS, ctx)
    inner = given.function if given else None
    if not isinstance(inner, ast.Call) or not _is_not_callable(inner, ctx):
        return
    if not ctx.never_runs(call):
        yield ctx.finding(
            inner,
            f"`{ctx.shown(inner)}` runs here and now, and `{ctx.shown(call.func)}` is given its "
            "result, which cannot be called; pass the function and its arguments",
            fix=_fix(call, inner, ctx),
        )


def _is_not_callable(call: ast.Call, ctx: Context) -> bool:
    """Whether what a plain function gives is certainly nothing to call."""
    found = ctx.definition(call.func)
    if found is None or ctx.name(call.func) in _RESULTS["not_callable"]:
        return found is not None
    function = body_of(found, ctx)
    if isinstance(function, ast.FunctionDef) and not function.decorator_list:
        if is_stub(function) and function.returns is None:
            return False
        values = returned(function)
        may_be_callable = any(isinstance(value, (ast.BoolOp, ast.Lambda)) for value in values)
        return gives_plain(function) and not may_be_callable
    return found.function is None and ctx.has_method(call, "__call__") is Answer.NO


def _fix(call: ast.Call, inner: ast.Call, ctx: Context) -> Fix | None:
    """`to_thread(f, 1)` for `to_thread(f(1))`."""
    arguments = arguments_of(inner, ctx)
    if arguments is None or inner.keywords or not call.args or call.args[-1] is not inner:
        return None
    function = ctx.source.segment(ctx.source.span(inner.func))
    text = ", ".join(part for part in (function, arguments) if part)
    edit = Edit(ctx.source.span(inner), text)
    return Fix("Pass the function and its arguments", (edit,), safe=False)


RULE = Rule(
    code="ASL154",
    name="to-thread-given-call",
    summary="a call where a thread wants the function, which so runs before there is a thread",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(last_names(_KINDS))),),
    fix="unsafe",
)
