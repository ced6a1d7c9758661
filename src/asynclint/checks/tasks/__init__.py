"""Rules about tasks and structured concurrency (2xx), in code order."""

from asynclint.checks.tasks import dangling_task

RULES = (dangling_task.RULE,)
