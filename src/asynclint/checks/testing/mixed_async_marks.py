"""A test that two plugins are told to run: pytest-asyncio does, and the other is not asked."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.dialect import is_asyncio_only
from asynclint.model import Finding, Fix, Group, Span
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_test, is_test_file
from asynclint.questions.marks import Mark, is_plain, marks_around, removal
from asynclint.rule import Context, Rule


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    found = {each.name: each for each in marks_around(node, ctx) if each}
    if found.keys().isdisjoint({"anyio", "trio"}):
        return
    if not is_test(node, ctx) or not is_plain(node, ctx) or _is_off(ctx):
        return
    if "anyio" in found and "asyncio" in found:
        yield ctx.finding(
            _place(found["anyio"], node, ctx),
            f"`{node.name}` has the marks `anyio` and `asyncio`: pytest-asyncio runs it, on "
            "asyncio for every backend",
            fix=_fix(found["anyio"], node, ctx),
        )
    elif "anyio" in found and _takes_all(ctx) and ctx.pytest.has("trio"):
        if not is_asyncio_only(ctx):
            yield ctx.finding(
                _place(found["anyio"], node, ctx),
                "`asyncio_mode` is `auto`, so pytest-asyncio runs this test: the run named "
                "`[trio]` is on asyncio, too",
            )
    elif "trio" in found and _takes_all(ctx) and ctx.pytest.has("pytest-trio"):
        yield ctx.finding(
            _place(found["trio"], node, ctx),
            "`asyncio_mode` is `auto`, so pytest-asyncio and pytest-trio both take this test, and "
            "it fails",
        )


def _fix(mark: Mark, node: ast.AsyncFunctionDef, ctx: Context) -> Fix | None:
    """Takes the mark that is not asked away, which leaves one run on asyncio."""
    if mark.node not in node.decorator_list or "anyio_backend" in ctx.source.text:
        return None
    return removal(mark.node, ctx, safe=False)


def _is_off(ctx: Context) -> bool:
    return ctx.pytest.switched_off("asyncio") or ctx.pytest.switched_off("anyio")


def _takes_all(ctx: Context) -> bool:
    return ctx.pytest.asyncio_mode == "auto"


def _may_mix(ctx: Context) -> bool:
    """Whether both marks can stand in the file, or pytest-asyncio takes every test of it."""
    return is_test_file(ctx) and ("asyncio" in ctx.source.text or _takes_all(ctx))


def _place(mark: Mark, node: ast.AsyncFunctionDef, ctx: Context) -> ast.expr | Span:
    """The mark when it stands above the test, else the name of the test."""
    return mark.node if mark.node in node.decorator_list else heading(node, ctx)


RULE = Rule(
    code="ASL735",
    name="mixed-async-marks",
    summary="a test that two plugins are told to run",
    group=Group.CORRECTNESS,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("*anyio*", "*trio*"), ("mark",)),
    needs=_may_mix,
    fix="unsafe",
)
