"""`yield` in an async test: nothing iterates over it, so its body never runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_test
from asynclint.questions.fixtures import fixture
from asynclint.questions.marks import is_plain
from asynclint.rule import Context, Rule
from asynclint.wrapping import yields


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if not yields(node) or not is_test(node, ctx) or not is_plain(node, ctx):
        return
    if fixture(node, ctx) is None:
        yield ctx.finding(
            heading(node, ctx),
            "`yield` makes this test an async generator, which nothing iterates over: its body "
            "never runs",
        )


RULE = Rule(
    code="ASL733",
    name="async-generator-test",
    summary="an async test with yield is a generator nobody iterates over: it never runs",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",), ("*test*",), ("yield",)),
)
