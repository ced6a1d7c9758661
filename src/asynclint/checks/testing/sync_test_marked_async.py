"""A plain test with the mark of a plugin that runs coroutine functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.collected import is_test
from asynclint.questions.marks import is_plain, marks, removal
from asynclint.rule import Context, Rule
from asynclint.syntax import parameters, within

_MARKS = ("anyio", "asyncio", "trio")
_LOOPS = frozenset({"get_event_loop", "run_until_complete"})


def check(node: ast.FunctionDef, ctx: Context) -> Iterator[Finding]:
    found = [each for each in marks(node, ctx) if each.name in _MARKS]
    if not found or not is_test(node, ctx) or not is_plain(node, ctx) or _wants_loop(node):
        return
    for each in found:
        outcome = "fails" if each.name == "trio" else "does nothing for"
        yield ctx.finding(
            each.node,
            f"`pytest.mark.{each.name}` {outcome} a plain `def`: should this test be `async def`?",
            fix=removal(each.node, ctx, safe=False),
        )


def _wants_loop(node: ast.FunctionDef) -> bool:
    """Whether a test asks for a backend or a loop, which old releases gave to marked tests, or
    hands on what its caller may await."""
    asked = {argument.arg for argument in parameters(node.args)}
    if asked & {"anyio_backend", "event_loop", "loop"}:
        return True
    for inner in within(node):
        if isinstance(inner, ast.Return) and inner.value:
            return True
        if getattr(inner, "attr", getattr(inner, "id", "")) in _LOOPS:
            return True
    return False


RULE = Rule(
    code="ASL734",
    name="sync-test-marked-async",
    summary="a plain test with the mark of a plugin that runs coroutine functions",
    group=Group.SUSPICIOUS,
    visits=(ast.FunctionDef,),
    check=check,
    mentions=(("mark",), _MARKS),
    fix="unsafe",
)
