"""A task group for a single task: the function could be awaited itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Edit, Finding, Fix, Group
from asynclint.questions.cancel_scopes import opens, starts_task, words
from asynclint.rule import Context, Rule


def check(node: ast.AsyncWith, ctx: Context) -> Iterator[Finding]:
    match node:
        case ast.AsyncWith(
            items=[ast.withitem(context_expr=group, optional_vars=ast.Name(id=name))],
            body=[ast.Expr(value=ast.Call() | ast.Await(value=ast.Call()) as value)],
        ):
            call = value.value if isinstance(value, ast.Await) else value
        case _:
            return
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=owner))) if owner == name:
            pass
        case _:
            return
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    parts = (part for argument in given for part in ast.walk(argument))
    if any(isinstance(part, ast.Name) and part.id == name for part in parts):
        return
    if not opens(group, "groups", ctx) or not starts_task(call, ctx) or ctx.never_runs(node):
        return
    yield ctx.finding(
        group,
        f"`{name}` has a single task and nothing else to do; await the function itself",
        fix=_fix(node, call, name, ctx),
    )


def _fix(node: ast.AsyncWith, call: ast.Call, group: str, ctx: Context) -> Fix | None:
    """The function awaited in the place of the group. Errors then arrive as they are, no longer
    in a group, so it is unsafe."""
    span, awaited = ctx.source.span(node), _awaited(call, ctx)
    if awaited is None or "#" in ctx.source.segment(span) or _is_used_later(node, group, ctx):
        return None
    return Fix("Await the function itself", (Edit(span, f"await {awaited}"),), safe=False)


def _awaited(call: ast.Call, ctx: Context) -> str | None:
    """What the task does, as an expression: of a coroutine itself, of a function called with its
    arguments. `start` hands over a status, which nothing else does."""
    if getattr(call.func, "attr", "") == "start" or any(k.arg != "name" for k in call.keywords):
        return None
    match call.args:
        case [ast.Call() as coroutine] if getattr(call.func, "attr", "") == "create_task":
            return ctx.source.segment(ctx.source.span(coroutine))
        case [ast.Name() | ast.Attribute() as function, *arguments]:
            if getattr(call.func, "attr", "") == "create_task":
                return None
            given = (ctx.source.segment(ctx.source.span(each)) for each in arguments)
            return f"{ctx.source.segment(ctx.source.span(function))}({', '.join(given)})"
    return None


def _is_used_later(node: ast.AsyncWith, group: str, ctx: Context) -> bool:
    """Whether the name of the group is read behind it before it is bound anew."""
    end = ctx.source.span(node).end
    later = [
        (ctx.source.span(each).start, isinstance(each.ctx, ast.Load))
        for each in ast.walk(ctx.function(node) or ctx.source.tree)
        if isinstance(each, ast.Name) and each.id == group and ctx.source.span(each).start > end
    ]
    return bool(later) and min(later)[1]


RULE = Rule(
    code="ASL221",
    name="single-task-group",
    summary="a task group that starts a single task",
    group=Group.STYLE,
    visits=(ast.AsyncWith,),
    check=check,
    mentions=(words("groups"), words("starts")),
    fix="unsafe",
    also=("ASYNC112", "S7513"),
)
