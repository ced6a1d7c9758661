"""Rules about what some teams want and others do not (9xx), in code order."""

from asynclint.checks.strict import (
    function_without_checkpoint,
    generator_without_checkpoint,
    loop_without_checkpoint,
    timeout_scope_conditional_checkpoint,
)

RULES = (
    function_without_checkpoint.RULE,
    generator_without_checkpoint.RULE,
    timeout_scope_conditional_checkpoint.RULE,
    loop_without_checkpoint.RULE,
)
