"""An async library that is not imported under its own name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_LIBRARIES = ("anyio", "asyncio", "trio")


def check(statement: ast.Import | ast.ImportFrom, ctx: Context) -> Iterator[Finding]:
    if isinstance(statement, ast.Import):
        for alias in statement.names:
            if alias.name in _LIBRARIES and alias.asname not in (None, alias.name):
                yield _finding(statement, alias.name, ctx)
        return
    library = statement.module or ""
    if statement.level or library not in _LIBRARIES:
        return
    modules = knowledge.table("submodules")[library]
    if any(alias.name not in modules for alias in statement.names):
        yield _finding(statement, library, ctx)


def _finding(statement: ast.stmt, library: str, ctx: Context) -> Finding:
    return ctx.finding(
        statement,
        f"write `import {library}`, and `{library}.` before its names: then everybody sees whose "
        "they are",
    )


RULE = Rule(
    code="ASL621",
    name="async-import-style",
    summary="an async library that is not imported under its own name",
    group=Group.STYLE,
    visits=(ast.Import, ast.ImportFrom),
    check=check,
    mentions=(_LIBRARIES,),
    also=("ASYNC106",),
)
