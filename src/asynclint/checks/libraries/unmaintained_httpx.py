"""`import httpx` in a project that has declared the successor."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.declared_versions import is_named
from asynclint.rule import Context, Rule


def check(statement: ast.Import | ast.ImportFrom, ctx: Context) -> Iterator[Finding]:
    if isinstance(statement, ast.ImportFrom):
        modules = [] if statement.level else [statement.module or ""]
    else:
        modules = [alias.name for alias in statement.names]
    if not any(module.partition(".")[0] == "httpx" for module in modules):
        return
    if is_named("httpx2", ctx) and not ctx.never_runs(statement):
        yield ctx.finding(
            statement, "the project depends on `httpx2`, and this imports `httpx`, which it follows"
        )


RULE = Rule(
    code="ASL622",
    name="unmaintained-httpx",
    summary="httpx in a project that depends on its successor",
    group=Group.MIGRATION,
    visits=(ast.Import, ast.ImportFrom),
    check=check,
    mentions=(("*httpx*",),),
    when=lambda options: True,
    also=("ASYNC127",),
)
