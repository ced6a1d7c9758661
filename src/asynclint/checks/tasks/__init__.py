"""Rules about tasks and structured concurrency (2xx), in code order."""

from asynclint.checks.tasks import (
    dangling_task,
    inner_cm_variable_in_start_soon,
    jump_in_task_group,
    pointless_task,
    shield_of_unsaved_task,
    single_task_group,
    start_soon_in_aenter,
    startable_not_declared,
    task_status_never_started,
    threadsafe_future_dropped,
)

RULES = (
    dangling_task.RULE,
    threadsafe_future_dropped.RULE,
    shield_of_unsaved_task.RULE,
    pointless_task.RULE,
    single_task_group.RULE,
    jump_in_task_group.RULE,
    inner_cm_variable_in_start_soon.RULE,
    start_soon_in_aenter.RULE,
    startable_not_declared.RULE,
    task_status_never_started.RULE,
)
