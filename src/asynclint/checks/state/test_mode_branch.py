"""Code of the application that does something else under test: that is what tests then test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_VARIABLE = re.compile(r"PYTEST_CURRENT_TEST|(IS_|UNIT_?)?TEST(ING|_MODE)|TEST_ENV")
_READERS = frozenset({"os.getenv", "os.environ.get", "os.environ"})


def check(node: ast.If | ast.IfExp, ctx: Context) -> Iterator[Finding]:
    if ctx.is_test:
        return
    for part in ast.walk(node.test):
        if isinstance(part, ast.expr) and _asks_for_tests(part, ctx):
            yield ctx.finding(
                part,
                "under test this takes another way than in production, so tests say nothing of "
                "that; hand in what differs",
            )
            return


def _asks_for_tests(part: ast.expr, ctx: Context) -> bool:
    match part:
        case ast.Compare(left=ast.Constant(value=str(text)), comparators=[where]):
            name = ctx.name(where)
            if text == "pytest" and name == "sys.modules":
                return True
            return name == "os.environ" and _VARIABLE.fullmatch(text) is not None
        case ast.Call(func=function, args=[ast.Constant(value=str(text)), *_]):
            return _VARIABLE.fullmatch(text) is not None and ctx.name(function) in _READERS
        case ast.Subscript(value=where, slice=ast.Constant(value=str(text))):
            return _VARIABLE.fullmatch(text) is not None and ctx.name(where) in _READERS
        case ast.Name(id="TESTING") | ast.Attribute(attr="TESTING"):
            return True
    return False


RULE = Rule(
    code="ASL508",
    name="test-mode-branch",
    summary="the application does something else under test",
    group=Group.STRICT,
    visits=(ast.If, ast.IfExp),
    check=check,
    mentions=(("*TEST*", "*pytest*"),),
)
