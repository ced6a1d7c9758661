"""An attribute of a coroutine where one of its result was meant: AttributeError."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, await_fix, unawaited
from asynclint.questions.expected_errors import is_expected
from asynclint.rule import Context, Rule

# What every coroutine object has.
_OWN = re.compile(r"close|send|throw|cr_\w+|__\w+__")


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    for expression, callee in unawaited(node, ctx):
        owned = ctx.parent(expression)
        if not isinstance(owned, ast.Attribute) or _OWN.fullmatch(owned.attr):
            continue
        if not is_expected(expression, ctx):
            yield ctx.finding(
                expression,
                f"`{ctx.shown(expression)}` is a coroutine that nothing awaited, and has no "
                f"`{owned.attr}`; await it to get to its result",
                related=callee.related,
                fix=await_fix(expression, ctx, safe=False),
            )


RULE = Rule(
    code="ASL112",
    name="attribute-of-coroutine",
    summary="an attribute is read of a coroutine instead of its result",
    group=Group.CORRECTNESS,
    visits=(ast.Call, *ASSIGNMENTS),
    check=check,
    needs=lambda ctx: ctx.coroutines,
    fix="unsafe",
)
