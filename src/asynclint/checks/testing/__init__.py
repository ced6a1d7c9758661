"""Rules about tests and fixtures (7xx), in code order."""

from asynclint.checks.testing import (
    fixture_resource_never_closed,
    fixture_returns_from_with,
    fixture_teardown_before_use,
)

RULES = (
    fixture_returns_from_with.RULE,
    fixture_teardown_before_use.RULE,
    fixture_resource_never_closed.RULE,
)
