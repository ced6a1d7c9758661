"""What an inner `with` opens, given to a task that lives longer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.bindings import Kind
from asynclint.model import Finding, Group
from asynclint.questions.cancel_scopes import around, opens, starts_task, words
from asynclint.questions.receivers import last_name
from asynclint.rule import Context, Rule

_STARTS = frozenset(words("starts"))


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) not in _STARTS or not isinstance(call.func, ast.Attribute):
        return
    group = call.func.value
    if not isinstance(group, ast.Name):
        return
    inner = _opened_inside(group, call, ctx)
    given = [name for name in _given(call) if name.id in inner]
    if not given or _is_used(call, ctx) or not starts_task(call, ctx) or ctx.never_runs(call):
        return
    for name in given:
        found = ctx.scopes.binding(name)
        if found and all(binding.kind is Kind.MANAGER for binding in found[1]):
            yield ctx.finding(
                name,
                f"`{name.id}` is closed when its `with` ends, and the task that gets it may run "
                f"until `{group.id}` ends; open it outside of `{group.id}`, or in the task",
            )


def _opened_inside(group: ast.Name, call: ast.Call, ctx: Context) -> set[str]:
    """The names of what is opened inside the block of a group and not outside."""
    found: set[str] = set()
    for item, _ in around(call, ctx):
        name = item.optional_vars
        if isinstance(name, ast.Name) and name.id == group.id:
            return found if opens(item.context_expr, "groups", ctx) else set()
        harmless = any(opens(item.context_expr, kind, ctx) for kind in ("cancelling", "groups"))
        if isinstance(name, ast.Name) and not harmless:
            found.add(name.id)
    return set()


def _given(call: ast.Call) -> Iterator[ast.Name]:
    """The names given to the task: the arguments, those of the coroutine call, and what bound
    methods among them belong to."""
    for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
        parts = [argument]
        if isinstance(argument, ast.Call):
            parts = [argument.func, *argument.args, *(each.value for each in argument.keywords)]
        for part in parts:
            owner = part.value if isinstance(part, ast.Attribute) else part
            if isinstance(owner, ast.Name):
                yield owner


def _is_used(call: ast.Call, ctx: Context) -> bool:
    """Whether somebody gets the task, and so may wait for it before the inner block ends."""
    holder = ctx.parent(call)
    if isinstance(holder, ast.Await):
        holder = ctx.parent(holder)
    return not isinstance(holder, ast.Expr)


RULE = Rule(
    code="ASL223",
    name="inner-cm-variable-in-start-soon",
    summary="a task gets what an inner with statement closes before the task ends",
    group=Group.CORRECTNESS,
    visits=(ast.Call,),
    check=check,
    mentions=(tuple(sorted(_STARTS)), words("groups")),
    also=("ASYNC111",),
)
