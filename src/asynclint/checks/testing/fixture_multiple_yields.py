"""A fixture that yields twice on one path, or not at all."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group, Related
from asynclint.questions.fixtures import fixture
from asynclint.questions.yields import paths
from asynclint.rule import Context, Rule
from asynclint.syntax import Function
from asynclint.wrapping import yields


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    if not node.decorator_list or not yields(node):
        return
    found = fixture(node, ctx)
    if found is None or not found.plain:
        return
    ways = paths(node.body) or []
    for twice in sorted({way.yields[:2] for way in ways if len(way.yields) > 1}, key=_place):
        if not _follows(twice, ctx):
            continue
        first = ctx.source.lines.position(ctx.source.span(twice[0]).start)
        yield ctx.finding(
            twice[1],
            "a fixture yields once, and this is the second time: its teardown fails here",
            related=(Related(ctx.source.path, first, "the first one"),),
        )
    for early in (way.end for way in ways if way.end is not None and not way.yields):
        yield ctx.finding(
            early,
            "a fixture that ends before its `yield` fails the test; yield here, too, or call "
            "`pytest.skip`",
        )
    for end in (way.end for way in ways if way.yields):
        if isinstance(end, ast.Return) and end.value:
            yield ctx.finding(
                end, "a fixture hands over what it yields: what it returns is dropped"
            )


def _follows(twice: tuple[ast.expr, ...], ctx: Context) -> bool:
    """Whether the second of two yields comes whenever the first has: conditions of its own may
    be there to tell them apart."""
    around = set(ctx.ancestors(twice[0]))
    branches = (ast.If, ast.IfExp, ast.Match)
    return all(n in around for n in ctx.ancestors(twice[1]) if isinstance(n, branches))


def _place(twice: tuple[ast.expr, ...]) -> list[tuple[int, int]]:
    return [(each.lineno, each.col_offset) for each in twice]


RULE = Rule(
    code="ASL704",
    name="fixture-multiple-yields",
    summary="a fixture that yields twice on one path, or not at all",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*fixture*",), ("yield",)),
    also=("S8994",),
)
