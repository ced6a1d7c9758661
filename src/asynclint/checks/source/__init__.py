"""Rules about the file itself, in code order; the engine calls them by name."""

from asynclint.checks.source import syntax_error, unused_suppression

RULES = (syntax_error.RULE, unused_suppression.RULE)
