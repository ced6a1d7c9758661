"""The only way to the disk: whole regular files, never a pipe or a device, never half a file.

Opening a FIFO without `O_NONBLOCK` would hang, reading `/dev/zero` would never end.
"""

from __future__ import annotations

import contextlib
import os
import stat

_BINARY = getattr(os, "O_BINARY", 0)
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY
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


def replace(path: str, data: bytes, expected: bytes) -> None:
    """Put `data` in the place of a regular file that holds `expected`: at every moment, killed or
    not, the path leads to the whole old file or the whole new one. Links are followed; mode and
    owner stay. Raises `OSError`, also when the file holds something else by now."""
    place = os.path.realpath(path)
    folder, name = os.path.split(place)
    status = os.stat(place)
    draft = os.path.join(folder, f".{name[:100]}.{os.getpid()}.{os.urandom(4).hex()}.asynclint")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
    try:
        try:
            _write(handle, data)
            _keep(handle, status)
            os.fsync(handle)
        finally:
            os.close(handle)
        if read(place) != expected:
            raise OSError(0, "changed since it was read")
        os.replace(draft, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(draft)
        raise
    _settle(folder)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _keep(handle: int, status: os.stat_result) -> None:
    """Owner first: changing it can take bits of the mode away."""
    if not hasattr(os, "fchown"):
        return
    ours = os.fstat(handle)
    if (ours.st_uid, ours.st_gid) != (status.st_uid, status.st_gid):
        with contextlib.suppress(OSError):  # only root may give a file away
            os.fchown(handle, status.st_uid, status.st_gid)
    os.fchmod(handle, stat.S_IMODE(status.st_mode))


def _settle(folder: str) -> None:
    """Have the new name outlive a power cut; where folders cannot be opened it does anyway."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
