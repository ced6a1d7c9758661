"""Settings as they are in force for a file of a folder, for a few known rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from asynclint.config import Configuration
from asynclint.disk import read_or_none
from asynclint.model import Options

SELECTORS = frozenset({"ASL101", "ASL102", "ASL301", "unawaited-coroutine", "correctness", "ALL"})


def configuration(root: Path, **settings: Any) -> Configuration:
    """The configuration of a folder that knows the selectors above."""
    found = {"read": read_or_none, "selectors": lambda: SELECTORS, **settings}
    return Configuration(str(root), **found)


def options(root: Path, path: str = "a.py", **settings: Any) -> Options:
    """What is in force for the file at a path below the folder."""
    return configuration(root, **settings).options_for(str(root / path))
