"""The Pythons of this machine that asynclint runs on."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

SERIES = ("3.10", "3.11", "3.12", "3.13")


def available() -> dict[str, str]:
    """The path of a Python of each series there is: on the PATH or among those of pyenv."""
    found = {series: _pyenv(series) or shutil.which(f"python{series}") for series in SERIES}
    return {series: path for series, path in found.items() if path}


def _pyenv(series: str) -> str | None:
    # Before the PATH, where pyenv puts a script that may refuse to start the version it is for.
    root = Path(os.environ.get("PYENV_ROOT") or "~/.pyenv").expanduser()
    pythons = sorted(root.glob(f"versions/{series}.*/bin/python"))
    return str(pythons[-1]) if pythons else None
