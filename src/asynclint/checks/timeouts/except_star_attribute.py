"""An attribute of one exception asked of the group that `except*` binds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.parsing.nodes import TRY_STAR
from asynclint.rule import Context, Rule
from asynclint.syntax import within

_OF_GROUPS = frozenset(
    {"add_note", "args", "derive", "exceptions", "message", "split", "subgroup", "with_traceback"}
)


def check(handler: ast.ExceptHandler, ctx: Context) -> Iterator[Finding]:
    name = handler.name
    if name is None or not isinstance(ctx.parent(handler), TRY_STAR):
        return
    nodes = [node for statement in handler.body for node in within(statement)]
    if any(isinstance(n, ast.Name) and n.id == name and _rebinds(n) for n in nodes):
        return
    for node in nodes:
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute, ctx=ast.Load()) if (
                owner == name and not _has(attribute)
            ):
                if not ctx.never_runs(node):
                    yield ctx.finding(
                        node,
                        f"`{name}` is a group of exceptions here and has no `{attribute}`; look "
                        f"through `{name}.exceptions`",
                    )


def _has(attribute: str) -> bool:
    return attribute in _OF_GROUPS or attribute.startswith("__")


def _rebinds(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)


RULE = Rule(
    code="ASL352",
    name="except-star-attribute",
    summary="an attribute that the group of except* lacks",
    group=Group.CORRECTNESS,
    visits=(ast.ExceptHandler,),
    check=check,
    # formatters leave the first two
    mentions=(("except*", "except *", "except  *", "except\t*", "except\\"),),
    also=("ASYNC400",),
)
