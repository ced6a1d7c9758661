"""Rules about timeouts, cancellation and exceptions (3xx), in code order."""

from asynclint.checks.timeouts import (
    aexit_swallows,
    cancelled_not_reraised,
    cancelled_replaced,
    except_around_task_group,
    exception_group_flattening,
    network_await_without_timeout,
    possibly_unbound_after_move_on,
    requests_without_timeout,
    sync_network_call_without_timeout,
    timeout_alias_elsewhere,
    timeout_error_alias,
    timeout_error_wrong_class,
    timeout_handler_never_matches,
    unshielded_await_in_except,
    unshielded_await_in_finally,
)

RULES = (
    network_await_without_timeout.RULE,
    sync_network_call_without_timeout.RULE,
    requests_without_timeout.RULE,
    timeout_error_wrong_class.RULE,
    timeout_error_alias.RULE,
    timeout_alias_elsewhere.RULE,
    timeout_handler_never_matches.RULE,
    possibly_unbound_after_move_on.RULE,
    cancelled_not_reraised.RULE,
    cancelled_replaced.RULE,
    aexit_swallows.RULE,
    unshielded_await_in_finally.RULE,
    unshielded_await_in_except.RULE,
    except_around_task_group.RULE,
    exception_group_flattening.RULE,
)
