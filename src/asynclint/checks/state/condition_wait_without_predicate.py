"""A wait for a condition that is not asked again: what was waited for may not be there."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.unread_locals import loop_around
from asynclint.rule import Context, Rule


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    match call:
        case ast.Call(func=ast.Attribute(value=condition, attr="wait"), args=[], keywords=[]):
            pass
        case _:
            return
    if not isinstance(ctx.parent(call), ast.Await) or ctx.is_test or loop_around(call, ctx):
        return
    kinds = frozenset(knowledge.table("primitives")["conditions"])
    if not ctx.is_instance(condition, kinds) or ctx.never_runs(call):
        return
    shown = ctx.shown(condition)
    yield ctx.finding(
        call,
        f"`{shown}.wait()` may return before what it waits for is true, as others are woken too; "
        "wait in a `while` that asks for it",
    )


RULE = Rule(
    code="ASL515",
    name="condition-wait-without-predicate",
    summary="a wait for a condition that is not asked again afterwards",
    group=Group.NURSERY,
    visits=(ast.Call,),
    check=check,
    mentions=(("wait",), ("Condition",)),
)
