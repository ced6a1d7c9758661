"""Rules about configuration files and frameworks (8xx), in code order."""

from asynclint.checks.configuration import (
    dependency_returns_from_with,
    fastapi_depends_call,
    fastapi_on_event,
    raw_sql_string,
    removed_httpx_app_argument,
)

RULES = (
    dependency_returns_from_with.RULE,
    fastapi_depends_call.RULE,
    fastapi_on_event.RULE,
    removed_httpx_app_argument.RULE,
    raw_sql_string.RULE,
)
