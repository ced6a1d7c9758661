"""Rules about timeouts, cancellation and exceptions (3xx), in code order."""

from asynclint.checks.timeouts import (
    cancelled_not_reraised,
    cancelled_replaced,
    network_await_without_timeout,
    requests_without_timeout,
    sync_network_call_without_timeout,
    timeout_alias_elsewhere,
    timeout_error_alias,
    timeout_error_wrong_class,
    timeout_handler_never_matches,
)

RULES = (
    network_await_without_timeout.RULE,
    sync_network_call_without_timeout.RULE,
    requests_without_timeout.RULE,
    timeout_error_wrong_class.RULE,
    timeout_error_alias.RULE,
    timeout_alias_elsewhere.RULE,
    timeout_handler_never_matches.RULE,
    cancelled_not_reraised.RULE,
    cancelled_replaced.RULE,
)
