"""`async def test_...` in a class of unittest that does not await it: it passes unrun."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_last, test_case
from asynclint.questions.marks import is_plain
from asynclint.rule import Context, Rule

_PLAIN, _ASYNC = "TestCase", "IsolatedAsyncioTestCase"


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    owner = ctx.scopes.survey.scope_at(node).node
    if not node.name.startswith("test") or not isinstance(owner, ast.ClassDef):
        return
    if not is_plain(node, ctx) or not is_last(node, ctx) or ctx.never_runs(node):
        return
    if test_case(owner, ctx) == "sync":
        yield ctx.finding(
            heading(node, ctx),
            f"`unittest.TestCase` never awaits `{node.name}`: it passes without running; use "
            "`unittest.IsolatedAsyncioTestCase`",
            fix=_fix(owner, ctx),
        )


def _fix(owner: ast.ClassDef, ctx: Context) -> Fix | None:
    """The other base, where the class names `unittest.TestCase` in full."""
    for base in owner.bases:
        if isinstance(base, ast.Attribute) and ctx.name(base) == f"unittest.{_PLAIN}":
            end = ctx.source.span(base).end
            edit = Edit(Span(end - len(_PLAIN), end), _ASYNC)
            return Fix(f"Derive from `{_ASYNC}`", (edit,), safe=False)
    return None


RULE = Rule(
    code="ASL730",
    name="async-test-in-testcase",
    summary="an async test in unittest.TestCase passes without running",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",), ("*test*",), ("class",)),
    fix="unsafe",
)
