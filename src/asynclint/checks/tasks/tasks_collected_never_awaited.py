"""Tasks that are collected under a local name and then forgotten: nobody waits for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, Assignment, reads_locals
from asynclint.questions.filled_collections import collected, elements_of
from asynclint.questions.task_makers import makes_task
from asynclint.rule import Context, Rule
from asynclint.syntax import FUNCTIONS


def check(node: Assignment, ctx: Context) -> Iterator[Finding]:
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    function = ctx.function(node) if elements_of(node.value) is not None else None
    if not isinstance(target, ast.Name) or not isinstance(function, FUNCTIONS):
        return
    scope = ctx.scopes.survey.scope_of(function)
    bindings = ctx.scopes.bindings(scope).names.get(target.id, [])
    if not bindings or bindings[0].node is not node:
        return
    kept = collected(target.id, bindings, function, ctx)
    if not kept or not all(makes_task(each, ctx) for each in kept) or reads_locals(function):
        return
    yield ctx.finding(
        kept[0],
        f"this task is only put into `{target.id}`, which nobody awaits: when the function ends,"
        " the task may vanish, and its exception unseen",
    )


RULE = Rule(
    code="ASL203",
    name="tasks-collected-never-awaited",
    summary="tasks are put into a local collection that nobody awaits",
    group=Group.NURSERY,
    visits=ASSIGNMENTS,
    check=check,
    mentions=(("create_task", "ensure_future"),),
)
