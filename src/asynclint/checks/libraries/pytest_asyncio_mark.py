"""Marks and fixtures of pytest-asyncio where the tests are meant for AnyIO's plugin."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.importing import spelled
from asynclint.model import Edit, Finding, Fix, Group
from asynclint.rule import Context, Rule

_TWINS = {"pytest.mark.asyncio": "pytest.mark.anyio", "pytest_asyncio.fixture": "pytest.fixture"}
def check(node: ast.Attribute | ast.Name, ctx: Context) -> Iterator[Finding]:
    if ctx.options.async_library not in (None, "anyio") or not isinstance(node.ctx, ast.Load):
        return
    name = ctx.name(node)
    twin = _TWINS.get(name)
    if twin:
        message = f"`{name}` is pytest-asyncio's; AnyIO's plugin runs `{twin}` on every backend"
        yield ctx.finding(node, message, fix=_fix(node, twin, ctx))


def _fix(node: ast.Attribute | ast.Name, twin: str, ctx: Context) -> Fix | None:
    parent = ctx.parent(node)
    if isinstance(parent, ast.Call) and parent.func is node:
        taken = {"scope", "params", "autouse", "ids", "name"} if "fixture" in twin else set()
        if parent.args or any(keyword.arg not in taken for keyword in parent.keywords):
            return None
    module, _, name = twin.rpartition(".")
    head, _, middle = module.partition(".")
    there = spelled(head, f"{middle}.{name}" if middle else name, node, ctx)
    if there is None:
        return None
    edit = Edit(ctx.source.span(node), there.text)
    return Fix(f"Use `{twin}`", tuple(sorted({edit, *there.edits})), safe=False)


RULE = Rule(
    code="ASL618",
    name="pytest-asyncio-mark",
    summary="a mark or fixture of pytest-asyncio where the tests are meant for AnyIO's plugin",
    group=Group.MIGRATION,
    visits=(ast.Attribute, ast.Name),
    check=check,
    mentions=(("*asyncio*", "fixture"),),
    when=lambda options: options.async_library == "anyio",
    fix="unsafe",
)
