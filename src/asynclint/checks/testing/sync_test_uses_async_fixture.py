"""A plain test that asks for an async fixture nobody awaits for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Finding, Group, Related
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_test, is_test_file
from asynclint.questions.conftests import has_hooks, in_tests_below
from asynclint.questions.fixtures import Fixture, fixture
from asynclint.questions.marks import is_plain
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, parameters


def check(node: ast.FunctionDef, ctx: Context) -> Iterator[Finding]:
    asked = {argument.arg: argument for argument in parameters(node.args)}
    if not asked or not is_test(node, ctx) or not is_plain(node, ctx):
        return
    for found in _async_fixtures(ctx):
        argument = asked.get(found.name)
        if argument and not _is_replaced(found.name, node, ctx) and not has_hooks(ctx):
            made = "async generator" if found.yields else "coroutine"
            place = ctx.source.lines.position(heading(found.node, ctx).start)
            yield ctx.finding(
                argument,
                f"`{argument.arg}` is an async fixture: {_outcome(made, ctx)}; make the test "
                "`async def`",
                related=(Related(ctx.source.path, place, "the fixture"),),
            )


def _async_fixtures(ctx: Context) -> list[Fixture]:
    """The async fixtures of the module that no plugin runs for a plain test."""
    functions = [n for n in ctx.source.tree.body if isinstance(n, ast.AsyncFunctionDef)]
    found = [fixture(node, ctx) for node in functions if node.decorator_list]
    return [each for each in found if each and each.plugin == "pytest" and each.plain]


def _is_replaced(name: str, node: ast.FunctionDef, ctx: Context) -> bool:
    """Whether a test gets something else by that name: from its class, or a parameter set."""
    outer = ctx.parent(node)
    inside = outer.body if isinstance(outer, ast.ClassDef) else []
    if any(isinstance(n, FUNCTIONS) and n.name == name for n in inside):
        return True
    texts = (n for each in node.decorator_list for n in ast.walk(each))
    return any(isinstance(n, ast.Constant) and name in str(n.value) for n in texts)


def _outcome(made: str, ctx: Context) -> str:
    refused = ctx.pytest.at_least("pytest", 9)
    if refused is Answer.YES:
        return "a plain test that asks for it fails"
    if refused is Answer.NO:
        return f"a plain test gets the {made}"
    return f"a plain test gets the {made}, and fails from pytest 9 on"


def _is_strict(ctx: Context) -> bool:
    """Whether pytest-asyncio takes only what is its own, and nothing speaks of AnyIO."""
    if not is_test_file(ctx):
        return False
    if ctx.pytest.asyncio_mode != "strict" or ctx.pytest.setting("anyio_mode"):
        return False
    return not in_tests_below(b"anyio_backend", ctx)


RULE = Rule(
    code="ASL724",
    name="sync-test-uses-async-fixture",
    summary="a plain test that asks for an async fixture nobody awaits for it",
    group=Group.CORRECTNESS,
    visits=(ast.FunctionDef,),
    check=check,
    mentions=(("*fixture*",), ("async",), ("*test*",)),
    needs=_is_strict,
)
