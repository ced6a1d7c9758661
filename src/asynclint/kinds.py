"""What a file is, told from its name alone."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fnmatch import fnmatch

# Files that pytest may take its configuration from, in the order it looks at them.
CONFIGURATION = (
    "pytest.toml",
    ".pytest.toml",
    "pytest.ini",
    ".pytest.ini",
    "pyproject.toml",
    "tox.ini",
    "setup.cfg",
)
PYTHON = (".py", ".pyi")
PROSE = (".md", ".rst")
NOTEBOOK = ".ipynb"
_TABLES = (".cfg", ".ini", ".sh", ".toml")


def is_configuration(path: str) -> bool:
    """Whether a file holds tables of settings, or commands."""
    return path.endswith(_TABLES)


def looks_like_test(path: str, root: str, patterns: Iterable[str]) -> bool:
    """Whether pytest would collect from a file, by the patterns of names it collects from, or
    the file lies in a folder of tests below a root."""
    folder, name = os.path.split(path)
    if any(fnmatch(name, pattern) for pattern in patterns):
        return True
    below = os.path.relpath(folder, root).split(os.sep)
    return any(part in ("test", "tests", "testing") for part in below)
