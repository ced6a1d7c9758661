"""Names of asyncio that no other rule speaks of, where the project is meant for AnyIO."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.annotation_places import is_annotation
from asynclint.questions.anyio_cancellation import is_of_anyio
from asynclint.rule import Context, Rule


def check(node: ast.Attribute | ast.Name, ctx: Context) -> Iterator[Finding]:
    if ctx.options.async_library not in (None, "anyio") or not isinstance(node.ctx, ast.Load):
        return
    parent = ctx.parent(node)
    if isinstance(parent, ast.Attribute):  # the whole name is told about once
        return
    here = ctx.scopes.resolve(node)
    if not here or (isinstance(node, ast.Name) and here == {node.id}):
        return  # an attribute of some object, or the module itself
    name = ctx.name(node)
    table = knowledge.table("asyncio_names")
    if not name.startswith("asyncio.") or is_annotation(node, ctx):
        return
    if name in table["told"] and isinstance(parent, ast.Call) and parent.func is node:
        return
    if isinstance(parent, ast.ExceptHandler) and is_of_anyio(parent, ctx):
        return
    advice = table["advice"].get(name, "AnyIO has no twin of it, so think this code over")
    yield ctx.finding(node, f"`{name}` is of asyncio alone; {advice}")


RULE = Rule(
    code="ASL624",
    name="other-asyncio-name",
    summary="any other name of asyncio where the project is meant for AnyIO",
    group=Group.STRICT,
    visits=(ast.Attribute, ast.Name),
    check=check,
    mentions=(("*asyncio*",),),
)
