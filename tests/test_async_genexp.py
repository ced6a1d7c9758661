"""A list in the place of an asynchronous generator expression is safe where all of it is read."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from asking import context, write

from asynclint.checks.coroutines.async_genexp_to_sync_consumer import RULE


@pytest.mark.parametrize(
    ("consumer", "safe"),
    [("any", False), ("all", False), ("zip", False), ("sum", True), ("', '.join", True)],
)
def test_the_fix_is_safe_where_every_item_is_wanted(
    consumer: str, safe: bool, tmp_path: Path
) -> None:
    write(tmp_path, {"a.py": f"async def f(g, xs):\n    {consumer}(await g(x) for x in xs)\n"})
    ctx = context(tmp_path, "a.py")
    ctx.rule = RULE
    calls = (node for node in ast.walk(ctx.source.tree) if isinstance(node, ast.Call))

    fixes = [finding.fix for call in calls for finding in RULE.check(call, ctx)]

    assert [fix.safe for fix in fixes if fix] == [safe]
