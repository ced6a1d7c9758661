"""Tasks that are started where a task group is open: the group starts them."""

from __future__ import annotations

import ast

from asynclint.conversions.running import apart
from asynclint.importing import spelled
from asynclint.model import Edit, Fix
from asynclint.questions.declared_versions import floor
from asynclint.rule import Context
from asynclint.syntax import FUNCTIONS

_WITH_TASKS = (4, 14)
_GROUP = "anyio.create_task_group"


def task(node: ast.expr, ctx: Context) -> Fix | None:
    """`asyncio.create_task(f(x))` whose task nobody keeps -> `group.start_soon(f, x)` of the group
    that is open around it; `asyncio.TaskGroup()` -> `anyio.create_task_group()`."""
    if not isinstance(node, ast.Call):
        return None
    if ctx.name(node.func) == "asyncio.TaskGroup":
        return _group(node, ctx)
    group = _open_group(node, ctx)
    if not group or not isinstance(ctx.parent(node), ast.Expr):
        return None
    edits = _started(node, f"{group}.start_soon", ctx)
    title = f"Start it in `{group}`, which waits for it"
    return Fix(title, tuple(sorted(edits)), safe=False) if edits else None


def _started(call: ast.Call, starter: str, ctx: Context) -> set[Edit] | None:
    """Edits that make `starter(f, x)` of `start(f(x))`."""
    if len(call.args) != 1 or any(k.arg not in ("name",) for k in call.keywords):
        return None
    called = call.args[0]
    if not isinstance(called, ast.Call) or ctx.coroutine_call(called) is None:
        return None
    if any(isinstance(a, ast.Starred) for a in called.args) and call.keywords:
        return None
    edits = apart(called, ctx)
    return {Edit(ctx.source.span(call.func), starter), *edits} if edits else None


def _open_group(node: ast.expr, ctx: Context) -> str:
    """The name of the innermost group of AnyIO that is open around a node; "" for none."""
    for around in ctx.ancestors(node):
        if isinstance(around, (*FUNCTIONS, ast.Lambda)):
            return ""
        if not isinstance(around, ast.AsyncWith):
            continue
        for item in reversed(around.items):
            match item:
                case ast.withitem(context_expr=ast.Call(func=func), optional_vars=ast.Name(id=own)):
                    if ctx.name(func) == _GROUP:
                        return own
    return ""


def _group(node: ast.Call, ctx: Context) -> Fix | None:
    """A group of asyncio whose tasks nobody keeps; all its uses change with it."""
    item = ctx.parent(node)
    name = spelled("anyio", "create_task_group", node, ctx)
    if not isinstance(item, ast.withitem) or name is None or node.args or node.keywords:
        return None
    edits = {Edit(ctx.source.span(node.func), name.text), *name.edits}
    own = item.optional_vars
    function = ctx.function(node)
    if own is not None:
        if not isinstance(own, ast.Name) or function is None or not ctx.scopes.only_binding(own):
            return None
        for use in ast.walk(function):
            if not isinstance(use, ast.Name) or use.id != own.id or use is own:
                continue
            started = _use(use, ctx)
            if started is None:
                return None
            edits |= started
    return Fix("Use `anyio.create_task_group`", tuple(sorted(edits)), safe=False)


def _use(name: ast.Name, ctx: Context) -> set[Edit] | None:
    """`tg.create_task(f(x))` as a statement -> `tg.start_soon(f, x)`, which releases before 4.14
    need."""
    attribute = ctx.parent(name)
    call = ctx.parent(attribute) if isinstance(attribute, ast.Attribute) else None
    if not isinstance(attribute, ast.Attribute) or attribute.attr != "create_task":
        return None
    if not isinstance(call, ast.Call) or not isinstance(ctx.parent(call), ast.Expr):
        return None
    lowest = floor("anyio", ctx)
    if lowest is not None and lowest >= _WITH_TASKS:
        return set()  # groups of AnyIO take coroutines themselves
    return _started(call, f"{name.id}.start_soon", ctx)
