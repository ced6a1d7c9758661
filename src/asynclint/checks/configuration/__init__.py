"""Rules about configuration files and frameworks (8xx), in code order."""

from asynclint.checks.configuration import (
    async_cli_command,
    async_lambda_handler,
    async_plugin_conflict,
    async_worker_task,
    django_orm_in_async,
    dynamic_shell_command,
    hidden_async_warnings,
    lambda_network_without_timeout,
    loop_scope_unset,
    missing_async_plugin,
    pytest_config_shadowed,
    pytest_flag_unknown,
    pytest_option_unknown,
    pytest_option_value,
    pytest_section_ignored,
)

RULES = (
    pytest_section_ignored.RULE,
    pytest_config_shadowed.RULE,
    pytest_option_value.RULE,
    pytest_option_unknown.RULE,
    pytest_flag_unknown.RULE,
    hidden_async_warnings.RULE,
    async_plugin_conflict.RULE,
    loop_scope_unset.RULE,
    missing_async_plugin.RULE,
    dynamic_shell_command.RULE,
    django_orm_in_async.RULE,
    async_cli_command.RULE,
    async_worker_task.RULE,
    async_lambda_handler.RULE,
    lambda_network_without_timeout.RULE,
)
