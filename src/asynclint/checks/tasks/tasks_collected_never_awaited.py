"""Tasks that are collected under a local name and then forgotten: nobody waits for them."""

from __future__ import annotations

from collections.abc import Iterator

from asynclint.model import Finding, Group
from asynclint.questions.coroutine_values import ASSIGNMENTS, Assignment, reads_locals
from asynclint.questions.filled_collections import collected, local_collection
from asynclint.questions.task_makers import makes_task
from asynclint.rule import Context, Rule


def check(node: Assignment, ctx: Context) -> Iterator[Finding]:
    local = local_collection(node, ctx)
    kept = collected(local, ctx) if local else []
    if not local or not kept or not all(makes_task(each, ctx) for each in kept):
        return
    if reads_locals(local.function):
        return
    yield ctx.finding(
        kept[0],
        f"this task is only put into `{local.name}`, which nobody awaits: when the function ends,"
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
