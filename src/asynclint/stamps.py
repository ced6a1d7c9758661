"""What the file system says of all that a run depends on: times of change, and sizes."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable
from typing import NamedTuple

# Nanoseconds; ext4 stamps files with the time of the last tick.
ROUNDED = 20_000_000

_SUFFIXES = tuple(f".{name}" for name in (
    *("py", "pyi", "toml", "cfg", "ini", "gitignore", "ignore", "lock", "txt", "yml", "yaml"),
    *("md", "rst"),
))
_OWN_SUFFIXES = (".py", ".json", ".toml", ".yml")
_SKIPPED = frozenset({".git", ".hg", "__pycache__", "node_modules"})
_PACKAGE = os.path.dirname(os.path.abspath(__file__))


class Stamps(NamedTuple):
    """Absolute paths, and what `os.stat` said of them: of each folder its time, of each file its
    time and size, one after the other. The first `outside` folders hold installed packages."""

    folders: list[str]
    files: list[str]
    times: array[int]
    outside: int

    def of_files(self) -> dict[str, tuple[int, int]]:
        """Time and size of each file."""
        times = self.times[len(self.folders) :]
        return dict(zip(self.files, zip(times[::2], times[1::2], strict=True), strict=True))


def take(root: str, installed: Iterable[str], others: Iterable[str]) -> Stamps:
    """The stamps of all that matters below a root, of the folders of installed packages, of
    other files, which need not exist, and of asynclint's own files."""
    folders, files = [*installed], [*others]
    outside = len(folders)
    for start in (root, _PACKAGE):
        for current, inside, names in os.walk(start):
            if "pyvenv.cfg" in names:
                inside.clear()
                continue
            inside[:] = [name for name in inside if name not in _SKIPPED]
            folders.append(current)
            suffixes = _SUFFIXES if start == root else _OWN_SUFFIXES
            files += [os.path.join(current, name) for name in names if name.endswith(suffixes)]
    return again(folders, [*dict.fromkeys(files)], outside)


def again(folders: list[str], files: list[str], outside: int) -> Stamps:
    """The stamps of the same folders and files now; -1 for what is not there."""
    found = array("q")
    for path in folders:
        found.append(_time(path)[0])
    for path in files:
        found.extend(_time(path))
    return Stamps(folders, files, found, outside)


def _time(path: str) -> tuple[int, int]:
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return -1, -1
    return seen.st_mtime_ns, seen.st_size
