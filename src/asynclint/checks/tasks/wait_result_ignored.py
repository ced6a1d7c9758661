"""`asyncio.wait` whose tasks nobody looks at afterwards: what they raised is lost."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import loads
from asynclint.questions.dropped_values import is_dropped
from asynclint.questions.filled_collections import elements_of
from asynclint.questions.receivers import last_name
from asynclint.questions.task_makers import makes_task
from asynclint.questions.winding_up import is_winding_up
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(call: ast.Call, ctx: Context) -> Iterator[Finding]:
    if last_name(call.func, ctx) != "wait":
        return
    waited = ctx.parent(call)
    if not isinstance(waited, ast.Await) or not is_dropped(waited, ctx):
        return
    function = ctx.function(call)
    if not isinstance(function, FUNCTIONS) or ctx.name(call.func) != "asyncio.wait":
        return
    names = _names(call)
    if not names or not all(_are_tasks(name, function, ctx) for name in names):
        return
    if any(_is_looked_at(name, call, ctx) for name in names) or is_winding_up(call, ctx):
        return
    yield ctx.finding(
        call,
        "`asyncio.wait` raises nothing, and nobody looks at the tasks afterwards, so what they"
        " raised is lost; ask each for its `result()`",
    )


def _names(call: ast.Call) -> list[str]:
    """The names of what is waited for; none when it is anything else."""
    match call.args:
        case [ast.Name(id=name)]:
            return [name]
        case [ast.List(elts=parts) | ast.Set(elts=parts) | ast.Tuple(elts=parts)]:
            names = [each.id for each in parts if isinstance(each, ast.Name)]
            return names if len(names) == len(parts) else []
    return []


def _are_tasks(name: str, function: ast.FunctionDef | ast.AsyncFunctionDef, ctx: Context) -> bool:
    """Whether a local name is a task, or a collection of tasks, that are all made there."""
    bindings = ctx.scopes.bindings(ctx.scopes.survey.scope_of(function)).names.get(name, [])
    made: list[ast.expr | None] = []
    for binding in bindings:
        elements = elements_of(binding.value)
        made += [binding.value] if elements is None else elements
    for use in loads(function, name):
        holder = ctx.parent(use)
        call = ctx.parent(holder) if isinstance(holder, ast.Attribute) else None
        if isinstance(call, ast.Call) and call.func is holder:
            made += call.args
    return bool(made) and all(makes_task(each, ctx) for each in made)


def _is_looked_at(name: str, call: ast.Call, ctx: Context) -> bool:
    """Whether a name is used elsewhere than before, where the tasks are made."""
    function = ctx.function(call)
    assert function is not None
    uses = [use for use in loads(function, name) if use not in call.args]
    end = (call.end_lineno or 0, call.end_col_offset or 0)
    return any((use.lineno, use.col_offset) >= end or not _fills(use, ctx) for use in uses)


def _fills(use: ast.Name, ctx: Context) -> bool:
    """`tasks.append(...)`, or a test of the collection, or the list that is waited for."""
    holder = ctx.parent(use)
    if isinstance(holder, ast.Attribute):
        return holder.attr in ("add", "append", "extend", "update")
    return isinstance(holder, (ast.If, ast.UnaryOp, ast.List, ast.Set, ast.Tuple))


RULE = Rule(
    code="ASL211",
    name="wait-result-ignored",
    summary="asyncio.wait waits for tasks whose errors nobody sees",
    group=Group.SUSPICIOUS,
    visits=(ast.Call,),
    check=check,
    mentions=(("wait",),),
)
