"""`on_event` of an application: it gave way to `lifespan`, which turns it off where it is used."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.declared_versions import floor
from asynclint.rule import Context, Rule
from asynclint.syntax import Function

_SINCE = (0, 93)


def check(function: Function, ctx: Context) -> Iterator[Finding]:
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(value=owner, attr="on_event")):
                known = frozenset(knowledge.table("frameworks")["applications"])
                if ctx.is_instance(owner, known) and _has_lifespan(ctx):
                    yield ctx.finding(
                        decorator,
                        f"`{ctx.shown(owner)}.on_event` is deprecated, and ignored when the "
                        "application has a `lifespan`; start and stop things there",
                    )


def _has_lifespan(ctx: Context) -> bool:
    """Whether every FastAPI the project allows has `lifespan`."""
    lowest = floor("fastapi", ctx)
    return lowest is not None and lowest >= _SINCE


RULE = Rule(
    code="ASL812",
    name="fastapi-on-event",
    summary="on_event of an application, which gave way to lifespan",
    group=Group.MIGRATION,
    visits=(ast.FunctionDef, ast.AsyncFunctionDef),
    check=check,
    mentions=(("on_event",),),
    when=lambda options: True,
)
