"""A fixture whose teardown never runs, or runs before the test: it stands around `return`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from asynclint.model import Finding, Group, Related
from asynclint.questions.closing import closings
from asynclint.questions.fixtures import Fixture, fixture, handed_over, returns, yield_instead
from asynclint.rule import Context, Rule
from asynclint.syntax import Function, within

_NO_TEARDOWN = (ast.Pass, ast.Raise, ast.Import, ast.ImportFrom, ast.ClassDef)
_BLOCKS = ("body", "orelse", "finalbody")


def check(node: Function, ctx: Context) -> Iterator[Finding]:
    if not node.decorator_list:
        return
    found = fixture(node, ctx)
    if found is None or not found.ends_nothing:
        return
    for statement in returns(node):
        yield from _unreachable(statement, found, ctx)
        yield from _too_early(statement, found, ctx)


def _unreachable(statement: ast.Return, found: Fixture, ctx: Context) -> Iterator[Finding]:
    rest = next((after for before, after in _splits(found.node) if before is statement), [])
    if _is_teardown(rest):
        yield ctx.finding(
            statement,
            "what stands below this `return` never runs; `yield` to run it after the test",
            related=(_place(rest[0], "never runs", ctx),),
            fix=yield_instead(statement, found.node, ctx),
        )


def _splits(node: ast.AST) -> Iterator[tuple[ast.stmt, list[ast.stmt]]]:
    """Each `return` of a function with the statements after it in its block."""
    for inner in within(node, leaves=False):
        for field in _BLOCKS:
            block = getattr(inner, field, None)
            if isinstance(block, list):
                for index, statement in enumerate(block[:-1]):
                    if isinstance(statement, ast.Return):
                        yield statement, block[index + 1 :]


def _is_teardown(rest: Sequence[ast.stmt]) -> bool:
    """Left-over code returns something of its own; a teardown does, and returns nothing."""
    acts = [s for s in rest if not isinstance(s, _NO_TEARDOWN) and not _is_text(s)]
    nodes = [n for statement in rest for n in within(statement, leaves=False)]
    if any(isinstance(n, ast.Return) for n in nodes):
        return False
    return bool(acts) and any(isinstance(n, (ast.Call, ast.Delete, ast.Assign)) for n in nodes)


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _too_early(statement: ast.Return, found: Fixture, ctx: Context) -> Iterator[Finding]:
    assert statement.value is not None
    handed = list(handed_over(statement.value, ctx))
    names = {part.id for part in handed if isinstance(part, ast.Name)}
    for block in within(found.node, leaves=False):
        if not isinstance(block, ast.Try) or not _returns_in(block, statement):
            continue
        for call, name in closings(block.finalbody, ctx):
            if name in names:
                yield ctx.finding(
                    statement,
                    f"`finally` ends `{name}` before the test gets it; `yield` instead",
                    related=(_place(call, "ended here", ctx),),
                    fix=yield_instead(statement, found.node, ctx),
                )
                return


def _place(node: ast.stmt | ast.expr, message: str, ctx: Context) -> Related:
    start = ctx.source.span(node).start
    return Related(ctx.source.path, ctx.source.lines.position(start), message)


def _returns_in(block: ast.Try, statement: ast.Return) -> bool:
    parts = [*block.body, *block.orelse, *block.handlers]
    return any(n is statement for part in parts for n in within(part, leaves=False))


RULE = Rule(
    code="ASL702",
    name="fixture-teardown-before-use",
    summary="a fixture's teardown stands around `return`: it runs before the test, or never",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("*fixture*",), ("return",)),
    fix="unsafe",
)
