"""`contextlib.suppress` of a cancellation: whoever cancels the task is not obeyed."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import may_wait
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS, within

_CLASSES = frozenset(
    {
        "asyncio.CancelledError",
        "asyncio.exceptions.CancelledError",
        "builtins.BaseException",
        "trio.Cancelled",
    }
)
_GETTER = "anyio.get_cancelled_exc_class"
_TAKES_TASKS = frozenset({"gather", "shield", "wait", "wait_for"})


def check(node: ast.With, ctx: Context) -> Iterator[Finding]:
    for place, item in enumerate(node.items):
        suppressed = _suppressed(item.context_expr, ctx)
        if suppressed is None or ctx.is_test or not ctx.in_async(node):
            continue
        inner = ast.With(items=node.items[place + 1 :], body=node.body)
        if not may_wait(inner, ctx) or _is_of_another(node, ctx) or _is_on_the_way_out(node, ctx):
            return
        if not ctx.never_runs(node):
            yield ctx.finding(
                suppressed,
                f"suppressing `{ctx.shown(suppressed)}` makes this task go on when it is "
                "cancelled while it waits here; let the cancellation through",
            )


def _suppressed(manager: ast.expr, ctx: Context) -> ast.expr | None:
    """The cancellation that `suppress(...)` names."""
    if not isinstance(manager, ast.Call) or ctx.name(manager.func) != "contextlib.suppress":
        return None
    return next((each for each in manager.args if _is_cancellation(each, ctx)), None)


def _is_cancellation(expression: ast.expr, ctx: Context) -> bool:
    if isinstance(expression, ast.Call):
        return ctx.name(expression.func) == _GETTER
    return ctx.name(expression) in _CLASSES


def _is_of_another(node: ast.With, ctx: Context) -> bool:
    """Whether the cancellation may be that of what is awaited: a task that is kept somewhere,
    or something that the function cancels before."""
    awaits = [n for s in node.body for n in within(s) if isinstance(n, ast.Await)]
    if any(not isinstance(each.value, ast.Call) or _waits_for_task(each.value) for each in awaits):
        return True
    function = ctx.function(node)
    calls = within(function, leaves=False) if function else ()
    return any(
        isinstance(call, ast.Call) and _cancels(call) and call.lineno <= _end(node)
        for call in calls
    )


def _cancels(call: ast.Call) -> bool:
    name = _last(call.func)
    return "cancel" in name and "cancelled" not in name


def _waits_for_task(call: ast.Call) -> bool:
    return _last(call.func) in _TAKES_TASKS


def _is_on_the_way_out(node: ast.With, ctx: Context) -> bool:
    """Whether another exception is on its way already, or a loop waits until a task is done
    whatever happens."""
    inside: ast.AST = node
    for outer in ctx.ancestors(node):
        if isinstance(outer, FUNCTIONS):
            return False
        if isinstance(outer, ast.ExceptHandler):
            return True
        if isinstance(outer, ast.Try) and inside in outer.finalbody:
            return True
        if isinstance(outer, ast.While) and "done" in ast.unparse(outer.test):
            return True
        inside = outer
    return False


def _end(node: ast.With) -> int:
    return node.end_lineno or node.lineno


def _last(function: ast.expr) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


RULE = Rule(
    code="ASL332",
    name="suppress-cancelled",
    summary="contextlib.suppress of a cancellation",
    group=Group.SUSPICIOUS,
    visits=(ast.With,),
    check=check,
    mentions=(
        ("suppress",),
        ("BaseException", "Cancelled", "CancelledError", "get_cancelled_exc_class"),
    ),
)
