"""A fixture whose `yield` is its last statement: nothing comes after the test."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.fixtures import fixture
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, within


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    last = node.body[-1]
    if not node.decorator_list or not isinstance(last, ast.Expr):
        return
    value = last.value
    yields = [n for n in within(node) if isinstance(n, (ast.Yield, ast.YieldFrom))]
    if not isinstance(value, ast.Yield) or yields != [value] or _returns(node):
        return
    if fixture(node, ctx):
        yield ctx.finding(
            last,
            "nothing of this fixture runs after the test; `return` says the same in fewer words",
            fix=_fix(value, node, ctx),
        )


def _returns(node: Function) -> bool:
    return any(isinstance(inner, ast.Return) for inner in within(node, leaves=False))


def _fix(value: ast.Yield, node: Function, ctx: Context) -> Fix | None:
    """`return` for `yield`; none where the annotation would have to change with it."""
    if node.returns is not None:
        return None
    start = ctx.source.span(value).start
    edit = Edit(Span(start, start + len("yield")), "return")
    return Fix("Return instead", (edit,), safe=False)


RULE = Rule(
    code="ASL725",
    name="useless-yield-fixture",
    summary="a fixture yields last of all, so it may as well return",
    group=Group.STYLE,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*fixture*",), ("yield",)),
    fix="unsafe",
    also=("PT022", "S9100"),
)
