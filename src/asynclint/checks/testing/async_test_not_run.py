"""An async test that no plugin runs: it has no mark, and the configuration asks for one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Answer, Edit, Finding, Fix, Group, Span
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_test, is_test_file
from asynclint.questions.conftests import has_hooks
from asynclint.questions.fixtures import fixture
from asynclint.questions.marks import is_plain, marks_around
from asynclint.rule import Context, Rule
from asynclint.wrapping import yields


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if not is_test(node, ctx) or not is_plain(node, ctx) or yields(node):
        return
    if _may_be_marked(node, ctx):
        return
    needed = _mark_of_plugin(ctx)
    if needed and fixture(node, ctx) is None and not has_hooks(ctx):
        yield ctx.finding(
            heading(node, ctx),
            f"{_outcome(ctx)}: {needed} runs only tests with its mark here; add "
            f"`@pytest.mark.{_MARKS[needed]}`",
            fix=_fix(node, _MARKS[needed], ctx),
        )


_MARKS = {"pytest-asyncio": "asyncio", "AnyIO": "anyio"}


def _mark_of_plugin(ctx: Context) -> str:
    """The plugin that would run the test if it was marked; "" when that is not certain."""
    if not is_test_file(ctx):
        return ""
    setup = ctx.pytest
    if setup.anyio_mode != "strict" or "anyio_mode" in setup.commands:
        return ""
    if setup.has("pytest-asyncio"):
        return "pytest-asyncio" if setup.asyncio_mode == "strict" else ""
    is_spoken = setup.has("pytest") and setup.has("anyio") and "mark.anyio" in ctx.source.text
    return "AnyIO" if is_spoken else ""


def _may_be_marked(node: ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether a plugin may run the test: a mark of one stands above it, its class or the module,
    or something there that may be one; some parameter sets bring marks of their own."""
    found = list(marks_around(node, ctx))
    if None in found[len(node.decorator_list) :]:
        return True
    runners = knowledge.table("tests")["runner_marks"]
    if any(each and each.name in runners for each in found):
        return True
    return any(
        isinstance(inner, ast.keyword) and inner.arg == "marks"
        for decorator in node.decorator_list
        for inner in ast.walk(decorator)
    )


def _outcome(ctx: Context) -> str:
    fails = ctx.pytest.at_least("pytest", 8, 4)
    if fails is Answer.YES:
        return "this async test fails without running"
    if fails is Answer.NO:
        return "this async test is skipped"
    return "this async test never runs (skipped, or failed from pytest 8.4 on)"


def _fix(node: ast.AsyncFunctionDef, name: str, ctx: Context) -> Fix | None:
    """The mark on a line of its own, where the file knows `pytest` by that name."""
    spelled = ast.copy_location(ast.Name("pytest", ast.Load()), node)
    if ctx.scopes.full_names(spelled) != {"pytest"}:
        return None
    first = node.decorator_list[0] if node.decorator_list else node
    lines = ctx.source.lines
    place = lines.position(ctx.source.span(first).start)
    start = lines.start(place.line)
    indent = ctx.source.text[start : start + node.col_offset]
    if indent.strip():
        return None
    end = ctx.source.text[start + len(lines.text(place.line)) : lines.start(place.line + 1)]
    text = f"{indent}@pytest.mark.{name}{end}"
    return Fix("Add the mark", (Edit(Span(start, start), text),), safe=True)


RULE = Rule(
    code="ASL732",
    name="async-test-not-run",
    summary="an async test without a mark, where the plugin runs only marked ones",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",), ("*test*",)),
    needs=_mark_of_plugin,
    fix="safe",
)
