"""Rules about tasks and structured concurrency (2xx), in code order."""

from asynclint.checks.tasks import (
    as_completed_item_not_awaited,
    dangling_task,
    gather_return_exceptions_ignored,
    pointless_task,
    shield_of_unsaved_task,
    task_cancelled_not_awaited,
    task_group_outside_its_block,
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
)
