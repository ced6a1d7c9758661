"""Rules about calls that block the event loop (4xx), in code order."""

from asynclint.checks.blocking import blocking_sleep, blocking_transitive

RULES = (
    blocking_sleep.RULE,
    blocking_transitive.RULE,
)
