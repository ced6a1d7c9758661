"""The class of cancellations kept under a name: it is that of one backend only."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.rule import Context, Rule

_GETTER = "get_cancelled_exc_class"
_FULL = f"anyio.{_GETTER}"


def check(node: ast.Assign | ast.AnnAssign | ast.NamedExpr, ctx: Context) -> Iterator[Finding]:
    value = node.value
    if not isinstance(value, ast.Call) or ctx.name(value.func) != _FULL:
        return
    if ctx.function(node) is None:
        told = "there is no event loop yet, so this raises an error when the module is imported"
    elif _outlives(node, ctx):
        told = "this is the class of the backend that runs just now, and may be kept for another"
    else:
        return
    if not ctx.never_runs(node):
        yield ctx.finding(value, f"{told}; call `{_GETTER}` where it is caught")


def _outlives(node: ast.Assign | ast.AnnAssign | ast.NamedExpr, ctx: Context) -> bool:
    """Whether the place that is assigned to is no local name of the function."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return not all(isinstance(each, ast.Name) and _is_local(each, ctx) for each in targets)


def _is_local(name: ast.Name, ctx: Context) -> bool:
    found = ctx.scopes.binding(name)
    return found is not None and found[0] is not ctx.scopes.survey.module


RULE = Rule(
    code="ASL336",
    name="cancelled-class-saved",
    summary="the result of get_cancelled_exc_class kept under a name",
    group=Group.SUSPICIOUS,
    visits=(ast.Assign, ast.AnnAssign, ast.NamedExpr),
    check=check,
    mentions=((_GETTER,),),
    also=("ASYNC118",),
)
