"""AnyIO tests that run once per backend, because nothing says which one is meant."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.bodies import heading
from asynclint.questions.collected import is_test
from asynclint.questions.conftests import mentioned
from asynclint.questions.marks import marks_around
from asynclint.rule import Context, Rule


def check(node: ast.AsyncFunctionDef, ctx: Context) -> Iterator[Finding]:
    if not is_test(node, ctx):
        return
    if any(each and each.name == "anyio" for each in marks_around(node, ctx)):
        yield ctx.finding(
            heading(node, ctx),
            f"AnyIO runs `{node.name}` on asyncio and on Trio, which is installed; say which in a "
            "fixture `anyio_backend` of the conftest",
        )


def _runs_on_all(ctx: Context) -> bool:
    """Whether Trio is there, AnyIO runs its tests, and nothing says on which backend."""
    if not ctx.pytest.has("trio") or ctx.pytest.asyncio_mode == "auto":
        return False
    words = ["anyio_backend"]
    return words[0] not in ctx.source.text and not mentioned(words, ctx)


RULE = Rule(
    code="ASL737",
    name="anyio-test-on-every-backend",
    summary="AnyIO tests run on every backend, for nothing says which",
    group=Group.STRICT,
    visits=(ast.AsyncFunctionDef,),
    check=check,
    mentions=(("*anyio*",), ("mark",)),
    needs=_runs_on_all,
)
