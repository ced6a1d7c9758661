"""Conversions from asyncio to AnyIO: what a pattern found, written anew.

Each is a function from the expression found and its file to a fix, or None where the text cannot
be converted without losing something. Patterns name them with `convert`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable

from asynclint.conversions import (
    gathering,
    loops,
    primitives,
    running,
    spawning,
    threads,
    timing,
)
from asynclint.model import Fix
from asynclint.rule import Context

Conversion = Callable[[ast.expr, Context], "Fix | None"]

CONVERSIONS: dict[str, Conversion] = {
    "event": primitives.event,
    "gather": gathering.gather,
    "lock": primitives.lock,
    "loop": loops.loop,
    "run": running.run,
    "shield": timing.shield,
    "task": spawning.task,
    "thread": threads.thread,
    "timeout": timing.timeout,
    "wait-for": timing.wait_for,
}
