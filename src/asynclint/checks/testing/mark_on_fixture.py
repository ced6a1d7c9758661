"""A pytest mark above a fixture: it does nothing, and is an error from pytest 9 on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Finding, Group
from asynclint.questions.fixtures import fixture
from asynclint.questions.marks import marks, removal
from asynclint.rule import Context, Rule
from asynclint.syntax import Function


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    found = marks(node, ctx) if node.decorator_list else []
    owner = fixture(node, ctx) if found else None
    if owner is None or owner.plugin == "pytest-cases":
        return  # pytest-cases reads the marks of its fixtures
    for each in found:
        yield ctx.finding(
            each.node,
            f"`pytest.mark.{each.name}` {_outcome(ctx)}; mark the tests that ask for it",
            fix=removal(each.node, ctx, safe=True),
        )


def _outcome(ctx: Context) -> str:
    is_error = ctx.pytest.at_least("pytest", 9)
    if is_error is Answer.YES:
        return "on a fixture is an error: pytest does not collect the file"
    if is_error is Answer.NO:
        return "does nothing on a fixture"
    return "does nothing on a fixture, and is an error from pytest 9 on"


RULE = Rule(
    code="ASL721",
    name="mark-on-fixture",
    summary="a pytest mark above a fixture does nothing, and is an error from pytest 9 on",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*fixture*",), ("mark",)),
    fix="safe",
    also=("PT024", "PT025", "S9074"),
)
