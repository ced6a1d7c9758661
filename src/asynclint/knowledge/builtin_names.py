"""The names that need no import, the same on every Python: what newer ones have, older ones know.

The additions are those of the "What's New" documents of Python 3.11 and 3.13.
"""

from __future__ import annotations

import builtins

_NEWER = frozenset({"BaseExceptionGroup", "ExceptionGroup", "PythonFinalizationError"})

CLASSES = _NEWER | {name for name, value in vars(builtins).items() if isinstance(value, type)}
NAMES = _NEWER | frozenset(dir(builtins))
