"""`await` of a coroutine function itself, which nobody called: TypeError."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.project import Definition
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule


def check(node: ast.Await, ctx: Context) -> Iterator[Finding]:
    function = node.value
    if not isinstance(function, (ast.Name, ast.Attribute)):
        return
    callee = ctx.coroutine_function(function)
    if callee and not (is_expected(function, ctx) or ctx.never_runs(function)):
        yield ctx.finding(
            function,
            f"`{ctx.shown(function)}` is a coroutine function that is not called, "
            "and only what its call gives can be awaited",
            related=callee.related,
            fix=_call(function, ctx) if _needs_nothing(function, ctx) else None,
        )


def _needs_nothing(function: ast.expr, ctx: Context) -> bool:
    """Whether a function can be called without arguments, the object of a method aside."""
    found = ctx.definition(function)
    if found is None or found.function is None:
        return False
    return found.function.required <= _is_method(found, ctx)


def _is_method(found: Definition, ctx: Context) -> bool:
    owner = ctx.project.lookup(found.name.rpartition(".")[0], found.origin)
    decorators = found.function.decorators if found.function else ()
    return bool(owner and owner.owner) and "builtins.staticmethod" not in decorators


def _call(function: ast.expr, ctx: Context) -> Fix:
    end = ctx.source.span(function).end
    return Fix("Call the function", (Edit(Span(end, end), "()"),), safe=False)


RULE = Rule(
    code="ASL121",
    name="await-function-not-called",
    summary="a coroutine function is awaited without being called",
    group=Group.CORRECTNESS,
    visits=(ast.Await,),
    check=check,
    mentions=(("await",),),
    fix="unsafe",
)
