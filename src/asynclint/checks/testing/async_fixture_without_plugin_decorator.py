"""`async def` under `@pytest.fixture` where no plugin takes it: tests get what nobody awaited."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Answer, Edit, Finding, Fix, Group, Span
from asynclint.questions.conftests import has_hooks
from asynclint.questions.fixtures import Fixture, fixture
from asynclint.questions.plugin_owners import may_be_anyios
from asynclint.rule import Context, Rule

_DECORATOR = "pytest_asyncio.fixture"


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    found = fixture(node, ctx) if node.decorator_list else None
    if found is None or found.plugin != "pytest" or not found.plain or ctx.never_runs(node):
        return
    if not may_be_anyios(found, ctx) and not has_hooks(ctx):
        made = "an async generator" if found.yields else "a coroutine"
        yield ctx.finding(
            found.decorator,
            f"pytest-asyncio is in strict mode and leaves this fixture alone: "
            f"{_outcome(made, ctx)}; decorate it with `@{_DECORATOR}`",
            fix=_fix(found, ctx),
        )


def _is_strict(ctx: Context) -> bool:
    """Whether pytest-asyncio is there and takes only what is its own."""
    return ctx.pytest.asyncio_mode == "strict" and not ctx.pytest.setting("anyio_mode")


def _outcome(made: str, ctx: Context) -> str:
    refused = ctx.pytest.at_least("pytest", 9)
    if refused is Answer.YES:
        return "tests that ask for it fail"
    if refused is Answer.NO:
        return f"tests get {made}"
    return f"tests get {made}, and fail from pytest 9 on"


def _fix(found: Fixture, ctx: Context) -> Fix | None:
    """The decorator of the plugin, with its import where the file has none."""
    written = found.decorator.func if isinstance(found.decorator, ast.Call) else found.decorator
    if not isinstance(written, ast.Attribute) or not isinstance(written.value, ast.Name):
        return None
    module = written.value
    span = ctx.source.span(module)
    edits = [Edit(span, "pytest_asyncio")]
    spelled = ast.copy_location(ast.Name("pytest_asyncio", ast.Load()), module)
    if ctx.scopes.full_names(spelled) != {"pytest_asyncio"}:
        added = _import(module, ctx)
        if added is None or ctx.scopes.binding(spelled):
            return None
        edits.append(added)
    return Fix(f"Decorate with `@{_DECORATOR}`", tuple(sorted(edits)), safe=True)


def _import(module: ast.Name, ctx: Context) -> Edit | None:
    """An import after the line `import pytest`."""
    bound = ctx.scopes.only_binding(module)
    if bound is None or not isinstance(bound.node, ast.Import) or len(bound.node.names) != 1:
        return None
    if bound.node not in ctx.source.tree.body or module.id != "pytest":
        return None
    lines, line = ctx.source.lines, bound.node.lineno
    text, start = lines.text(line), lines.start(line + 1)
    if text.partition("#")[0].strip() != "import pytest":
        return None
    end = ctx.source.text[lines.start(line) + len(text) : start]
    return Edit(Span(start, start), f"import pytest_asyncio{end}")


RULE = Rule(
    code="ASL720",
    name="async-fixture-without-plugin-decorator",
    summary="an async fixture under @pytest.fixture, where pytest-asyncio is in strict mode",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("*fixture*",), ("async",)),
    needs=_is_strict,
    fix="safe",
)
