"""Rules about state, singletons and resources (5xx), in code order."""

from asynclint.checks.state import (
    cached_service_getter,
    lazy_service_singleton,
    module_level_async_client,
    module_level_loop_bound_object,
    module_level_service_singleton,
)

RULES = (
    module_level_loop_bound_object.RULE,
    module_level_async_client.RULE,
    module_level_service_singleton.RULE,
    lazy_service_singleton.RULE,
    cached_service_getter.RULE,
)
