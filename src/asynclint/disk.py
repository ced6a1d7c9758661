"""The only way to the disk: whole regular files, never a pipe or a device.

Opening a FIFO without `O_NONBLOCK` would hang, reading `/dev/zero` would never end.
"""

from __future__ import annotations

import os
import stat

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_PIECE = 65_536  # larger reads make the allocator map memory each time: three times slower


def read(path: str) -> bytes:
    """The bytes of a regular file; raises `OSError` for anything else."""
    handle = os.open(path, _FLAGS)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "not a regular file")
        pieces = []
        while piece := os.read(handle, _PIECE):
            pieces.append(piece)
        return b"".join(pieces)
    finally:
        os.close(handle)


def read_or_none(path: str) -> bytes | None:
    """The same, with None for a file that is not there or cannot be read."""
    try:
        return read(path)
    except (OSError, ValueError):  # ValueError: a null byte in the name
        return None


def root_of(path: str) -> str:
    """The project a path belongs to: up to version control, else to a pyproject.toml, else
    the path's own folder. Always absolute."""
    folder = os.path.abspath(path)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    declared = ""
    current = folder
    while True:
        if any(os.path.exists(os.path.join(current, vcs)) for vcs in (".git", ".hg")):
            return current
        if not declared and os.path.exists(os.path.join(current, "pyproject.toml")):
            declared = current
        parent = os.path.dirname(current)
        if parent == current:
            return declared or folder
        current = parent
