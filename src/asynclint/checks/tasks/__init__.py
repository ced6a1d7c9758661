"""Rules about tasks and structured concurrency (2xx), in code order."""

from asynclint.checks.tasks import (
    as_completed_item_not_awaited,
    dangling_task,
    gather_return_exceptions_ignored,
    inner_cm_variable_in_start_soon,
    jump_in_task_group,
    pointless_task,
    shield_of_unsaved_task,
    single_task_group,
    start_soon_in_aenter,
    startable_not_declared,
    task_cancelled_not_awaited,
    task_group_outside_its_block,
    task_status_never_started,
    tasks_collected_never_awaited,
    threadsafe_future_dropped,
    wait_result_ignored,
)

RULES = (
    dangling_task.RULE,
    threadsafe_future_dropped.RULE,
    tasks_collected_never_awaited.RULE,
    task_cancelled_not_awaited.RULE,
    shield_of_unsaved_task.RULE,
    pointless_task.RULE,
    gather_return_exceptions_ignored.RULE,
    wait_result_ignored.RULE,
    as_completed_item_not_awaited.RULE,
    task_group_outside_its_block.RULE,
    single_task_group.RULE,
    jump_in_task_group.RULE,
    inner_cm_variable_in_start_soon.RULE,
    start_soon_in_aenter.RULE,
    startable_not_declared.RULE,
    task_status_never_started.RULE,
)
