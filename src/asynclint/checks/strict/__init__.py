"""Rules that some teams want: strict, and policy (9xx), in code order."""

from asynclint.checks.strict import (
    async_generator_without_cm,
    async_without_await,
    timeout_parameter,
    too_many_awaits,
    unbounded_gather,
    unbounded_thread_wait,
    unstructured_task,
)

RULES = (
    async_generator_without_cm.RULE,
    async_without_await.RULE,
    timeout_parameter.RULE,
    unstructured_task.RULE,
    too_many_awaits.RULE,
    unbounded_gather.RULE,
    unbounded_thread_wait.RULE,
)
