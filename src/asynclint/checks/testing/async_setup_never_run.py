"""`async def setUp` and the like: unittest and pytest call them and drop the coroutine."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_last, is_test_class, is_test_file, test_case
from asynclint.questions.marks import is_plain
from asynclint.rule import Context, Rule

_AWAITED = {"setUp": "asyncSetUp", "tearDown": "asyncTearDown"}


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    table = knowledge.table("tests")
    if node.name not in (*table["unittest_setups"], *table["pytest_setups"]):
        return
    owner = ctx.parent(node)
    if not is_plain(node, ctx) or not is_last(node, ctx) or ctx.never_runs(node):
        return
    if node.name in table["pytest_setups"]:
        if _is_called_by_pytest(node, owner, ctx):
            yield _finding(node, "pytest", "do it in an async fixture with `autouse=True`", ctx)
    elif isinstance(owner, ast.ClassDef) and (kind := test_case(owner, ctx)):
        awaited = _AWAITED.get(node.name, "asyncSetUp")
        base = "" if kind == "async" else " of `unittest.IsolatedAsyncioTestCase`"
        fix = _fix(node, awaited, ctx) if kind == "async" and node.name in _AWAITED else None
        yield _finding(node, "unittest", f"`{awaited}`{base} is awaited", ctx, fix)


def _is_called_by_pytest(
    node: ast.AsyncFunctionDef, owner: ast.AST | None, ctx: Context
) -> bool:
    if not is_test_file(ctx):
        return False
    if isinstance(owner, ast.Module):
        return node.name.endswith(("_module", "_function"))
    in_class = node.name.endswith(("_method", "_class"))
    return isinstance(owner, ast.ClassDef) and in_class and is_test_class(owner, ctx)


def _finding(
    node: ast.AsyncFunctionDef, caller: str, advice: str, ctx: Context, fix: Fix | None = None
) -> Finding:
    return ctx.finding(
        heading(node, ctx),
        f"{caller} calls `{node.name}` without `await`, so its body never runs; {advice}",
        fix=fix,
    )


def _fix(node: ast.AsyncFunctionDef, awaited: str, ctx: Context) -> Fix | None:
    """The name that is awaited, where nothing else in the file speaks of either."""
    if ctx.source.text.count(node.name) != 1 or awaited in ctx.source.text:
        return None
    end = heading(node, ctx).end
    edit = Edit(Span(end - len(node.name), end), awaited)
    return Fix(f"Call it `{awaited}`", (edit,), safe=True)


RULE = Rule(
    code="ASL731",
    name="async-setup-never-run",
    summary="an async setUp or setup_method is called without await, so its body never runs",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("async",), ("*setUp*", "*tearDown*", "*setup_*", "*teardown_*", "*doCleanups*")),
    fix="safe",
)
