"""Rules about tasks and structured concurrency (2xx), in code order."""

from asynclint.checks.tasks import (
    dangling_task,
    pointless_task,
    shield_of_unsaved_task,
    threadsafe_future_dropped,
)

RULES = (
    dangling_task.RULE,
    threadsafe_future_dropped.RULE,
    shield_of_unsaved_task.RULE,
    pointless_task.RULE,
)
