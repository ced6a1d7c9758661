"""Rules about coroutines (1xx), in code order."""

from asynclint.checks.coroutines import (
    async_dunder,
    async_genexp_to_sync_consumer,
    attribute_of_coroutine,
    coroutine_as_value,
    coroutine_assigned_never_used,
    coroutine_awaited_twice,
    coroutine_collection_never_consumed,
    coroutine_in_condition,
    coroutine_returned_from_async,
    coroutine_where_function_wanted,
    dropped_future,
    misplaced_await_or_yield,
    return_coroutine_inside_try_or_with,
    unawaited_coroutine,
    wrong_aenter_aexit,
)

RULES = (
    unawaited_coroutine.RULE,
    coroutine_assigned_never_used.RULE,
    coroutine_collection_never_consumed.RULE,
    dropped_future.RULE,
    coroutine_in_condition.RULE,
    coroutine_as_value.RULE,
    attribute_of_coroutine.RULE,
    coroutine_returned_from_async.RULE,
    return_coroutine_inside_try_or_with.RULE,
    coroutine_awaited_twice.RULE,
    misplaced_await_or_yield.RULE,
    async_genexp_to_sync_consumer.RULE,
    async_dunder.RULE,
    wrong_aenter_aexit.RULE,
    coroutine_where_function_wanted.RULE,
)
