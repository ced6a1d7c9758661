"""All rules written in Python, family by family, in code order.

A family's `__init__` is the explicit list of its rules; no rule registers itself.
"""

from asynclint.checks import (
    configuration,
    coroutines,
    libraries,
    source,
    state,
    tasks,
    testing,
    timeouts,
)

FAMILIES = (source, coroutines, tasks, timeouts, state, libraries, testing, configuration)
RULES = tuple(rule for family in FAMILIES for rule in family.RULES)
