"""`mark.asyncio` where pytest-asyncio runs every async test anyway."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.collected import is_test
from asynclint.questions.marks import marks, removal
from asynclint.rule import Context, Rule


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    found = [each for each in marks(node, ctx) if each.name == "asyncio"]
    if not found or not is_test(node, ctx):
        return
    for each in found:
        if each.call is None or not (each.call.args or each.call.keywords):
            yield ctx.finding(
                each.node,
                "`asyncio_mode` is `auto`, so pytest-asyncio runs this test without its mark",
                fix=removal(each.node, ctx, safe=True),
            )


def _is_auto(ctx: Context) -> bool:
    """Whether pytest-asyncio takes every async test of the file."""
    return ctx.pytest.asyncio_mode == "auto"


RULE = Rule(
    code="ASL738",
    name="redundant-async-mark",
    summary="mark.asyncio where asyncio_mode is auto",
    group=Group.STYLE,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("mark",), ("*asyncio*",)),
    needs=_is_auto,
    fix="safe",
)
