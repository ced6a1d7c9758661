"""A coroutine where a plain value is needed: formatted, counted, iterated, unpacked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, await_fix, coroutines_at
from asynclint.questions.expected_errors import is_expected
from asynclint.questions.plain_places import DELIBERATE, PLACES, plain_places
from asynclint.rule import Context, Rule


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    for expression, callee in coroutines_at(node, lambda each: plain_places(each, ctx), ctx):
        if isinstance(expression, ast.Name) and DELIBERATE.search(expression.id):
            continue
        if is_expected(expression, ctx):
            continue
        yield ctx.finding(
            expression,
            f"`{ctx.shown(expression)}` is a coroutine that nothing awaited, "
            "where its result is needed; await it first",
            related=callee.related,
            fix=await_fix(expression, ctx, safe=False),
        )


RULE = Rule(
    code="ASL111",
    name="coroutine-as-value",
    summary="a coroutine stands where its result is needed",
    group=Group.CORRECTNESS,
    visits=tuple(dict.fromkeys((*PLACES, *ASSIGNMENTS))),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="unsafe",
)
