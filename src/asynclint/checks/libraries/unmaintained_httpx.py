"""`import httpx` in a project that has declared the successor."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.declared_versions import is_named
from asynclint.rule import Context, Rule

_FROM = re.compile(r"^(from\s+)httpx\b")


def check(statement: ast.Import | ast.ImportFrom, ctx: Context) -> Iterator[Finding]:
    if isinstance(statement, ast.ImportFrom):
        modules = [] if statement.level else [statement.module or ""]
    else:
        modules = [alias.name for alias in statement.names]
    if not any(module.partition(".")[0] == "httpx" for module in modules):
        return
    if is_named("httpx2", ctx) and not ctx.never_runs(statement):
        yield ctx.finding(
            statement,
            "the project depends on `httpx2`, and this imports `httpx`, which it follows",
            fix=_fix(statement, ctx),
        )


def _fix(statement: ast.Import | ast.ImportFrom, ctx: Context) -> Fix | None:
    """Imports the successor; the names in the file stay as they are."""
    text = ctx.source.segment(ctx.source.span(statement))
    if isinstance(statement, ast.ImportFrom):
        new = _FROM.sub(r"\1httpx2", text, count=1)
    elif len(statement.names) == 1 and "." not in statement.names[0].name:
        new = text.replace("httpx", "httpx2", 1)
        new += "" if statement.names[0].asname else " as httpx"
    else:
        return None
    return Fix("Import httpx2", (Edit(ctx.source.span(statement), new),), safe=False)


RULE = Rule(
    code="ASL622",
    name="unmaintained-httpx",
    summary="httpx in a project that depends on its successor",
    group=Group.MIGRATION,
    visits=(ast.Import, ast.ImportFrom),
    check=check,
    mentions=(("*httpx*",),),
    when=lambda options: True,
    fix="unsafe",
    also=("ASYNC127",),
)
