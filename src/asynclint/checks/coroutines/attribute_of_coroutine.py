"""An attribute of a coroutine where one of its result was meant: AttributeError."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, await_fix, coroutines_at
from asynclint.rule import Context, Rule

# What every coroutine object has.
_OWN = re.compile(r"close|send|throw|cr_\w+|__\w+__")


def check(node: ast.AST, ctx: Context) -> Iterator[Finding]:
    for expression, callee in coroutines_at(node, lambda each: _owners(each, ctx), ctx):
        attribute = ctx.parent(expression)
        assert isinstance(attribute, ast.Attribute)
        yield ctx.finding(
            expression,
            f"`{ctx.shown(expression)}` is a coroutine that nothing awaited, and has no "
            f"`{attribute.attr}`; await it to get to its result",
            related=callee.related,
            fix=await_fix(expression, ctx, safe=False),
        )


def _owners(node: ast.AST, ctx: Context) -> Iterator[ast.expr]:
    """The owner of an attribute; a call is asked for its own attribute, which spares rules
    the many attributes of other things."""
    owned = ctx.parent(node) if isinstance(node, ast.Call) else node
    match owned:
        case ast.Attribute(value=owner, attr=name) if not _OWN.fullmatch(name):
            yield owner


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
