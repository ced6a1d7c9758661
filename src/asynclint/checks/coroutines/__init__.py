"""Rules about coroutines (1xx), in code order."""

from asynclint.checks.coroutines import unawaited_coroutine

RULES = (unawaited_coroutine.RULE,)
