"""Rules about coroutines (1xx), in code order."""

from asynclint.checks.coroutines import (
    coroutine_as_value,
    coroutine_assigned_never_used,
    coroutine_in_condition,
    return_coroutine_inside_try_or_with,
    unawaited_coroutine,
)

RULES = (
    unawaited_coroutine.RULE,
    coroutine_assigned_never_used.RULE,
    coroutine_in_condition.RULE,
    coroutine_as_value.RULE,
    return_coroutine_inside_try_or_with.RULE,
)
