"""`yield` inside a cancel scope of a generator: the scope then cancels the code of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint import knowledge
from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import around, opens, words
from asynclint.questions.decorations import decorator_name
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, Function, within

_KINDS = ("cancelling", "groups", "hidden")
_LOOPS = (ast.For, ast.AsyncFor, ast.While)


def check(node: ast.Yield | ast.YieldFrom, ctx: Context) -> Iterator[Finding]:
    scopes = (item for item, _ in around(node, ctx))
    item = next((i for i in scopes if any(opens(i.context_expr, k, ctx) for k in _KINDS)), None)
    function = ctx.function(node)
    if item is None or not isinstance(function, FUNCTIONS) or _is_manager(function, ctx):
        return
    if not ctx.never_runs(node):
        yield ctx.finding(
            node,
            f"this hands control out of `{ctx.shown(item.context_expr)}` while it is open, so it "
            "may cancel the code of the caller, and the generator may end in another task; "
            "make a context manager of it, or yield outside",
        )


def _is_manager(function: Function, ctx: Context) -> bool:
    """Whether a generator is, or may be, run as a context manager: by a decorator, or by a
    framework that it is handed to, as dependencies and life spans are."""
    if any(_may_make_manager(decorator, ctx) for decorator in function.decorator_list):
        return True
    return _yields_once(function) and _is_handed_on(function, ctx)


def _may_make_manager(decorator: ast.expr, ctx: Context) -> bool:
    return decorator_name(decorator, ctx) not in knowledge.table("decorators")["keep"]


def _yields_once(function: Function) -> bool:
    nodes = list(within(function, leaves=False))
    loops = [node for node in nodes if isinstance(node, _LOOPS)]
    if any(isinstance(node, ast.Yield) for loop in loops for node in ast.walk(loop)):
        return False
    return sum(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in nodes) == 1


def _is_handed_on(function: Function, ctx: Context) -> bool:
    """Whether the file names a function without calling it, or never names it: somebody else
    then decides how it is run."""
    calls = [node for node in ctx.scopes.survey.nodes[ast.Call] if isinstance(node, ast.Call)]
    return not any(
        getattr(call.func, "attr", getattr(call.func, "id", "")) == function.name for call in calls
    )


RULE = Rule(
    code="ASL325",
    name="yield-in-cancel-scope",
    summary="yield inside a cancel scope or task group of a generator",
    group=Group.CORRECTNESS,
    visits=(ast.Yield, ast.YieldFrom),
    check=check,
    mentions=(words(*_KINDS), ("yield",)),
    also=("ASYNC101",),
)
