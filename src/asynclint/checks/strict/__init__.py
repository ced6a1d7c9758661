"""Rules that some teams want: strict, and policy (9xx), in code order."""

from asynclint.checks.strict import (
    async_generator_without_cm,
    async_without_await,
    function_without_checkpoint,
    generator_without_checkpoint,
    loop_without_checkpoint,
    timeout_parameter,
    timeout_scope_conditional_checkpoint,
    too_many_awaits,
    unbounded_gather,
    unbounded_thread_wait,
    unstructured_task,
)

RULES = (
    async_generator_without_cm.RULE,
    function_without_checkpoint.RULE,
    generator_without_checkpoint.RULE,
    timeout_scope_conditional_checkpoint.RULE,
    loop_without_checkpoint.RULE,
    async_without_await.RULE,
    timeout_parameter.RULE,
    unstructured_task.RULE,
    too_many_awaits.RULE,
    unbounded_gather.RULE,
    unbounded_thread_wait.RULE,
)
