"""What a run said, said again without running when nothing it depends on has changed.

After a run its report is kept in the user's cache folder with the stamps (time of change, size)
of every file below the project's root that can matter: Python, stubs, settings, ignore files.
Of directories the time is kept, which changes when something comes or goes. A file of columns,
not of objects: names joined by NUL, numbers as an array, a checksum over it all. Whatever is odd
about it (older, cut off, changed, someone else's) makes it count as missing.

What is installed counts by the time of its folder, asynclint by its own files. Times younger
than the start of the run, less what file systems round, are not trusted: nothing is kept then.
"""

from __future__ import annotations

import contextlib
import os
import struct
import sys
import time
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from asynclint import __version__

_MAGIC = b"asynclint recall 1\n"
_LENGTHS = struct.Struct("<7q")
_DIGEST = 32
WORTH = 40  # files below which a run is as fast as to find out that nothing changed
_ROUNDED = 20_000_000  # nanoseconds; ext4 stamps files with the time of the last tick
_OLD = 30 * 86_400  # seconds after which nobody comes back for a report
_SUFFIXES = tuple(
    f".{name}"
    for name in (
        *("py", "pyi", "toml", "cfg", "ini", "gitignore", "ignore", "lock", "txt", "yml", "yaml"),
        *("md", "rst"),
    )
)
_SKIPPED = frozenset({".git", ".hg", "__pycache__", "node_modules"})
# What makes a run answer differently from another with the same words.
_VARIABLES = (
    *("CLICOLOR_FORCE", "COLUMNS", "CONDA_PREFIX", "FORCE_COLOR", "HOME", "NO_COLOR", "TERM"),
    "VIRTUAL_ENV",
)


class Said(NamedTuple):
    """What a run wrote and answered."""

    out: str
    status: int


class Stamps(NamedTuple):
    """Absolute paths, and what `os.stat` said of them: of each folder its time, of each file its
    time and size, one after the other."""

    folders: list[str]
    files: list[str]
    times: array[int]


def wanted(words: Sequence[str]) -> bool:
    """Whether a command is one whose report may be kept: a `check` of files that shows and
    changes nothing else."""
    if not words or words[0] != "check":
        return False
    paths = [word for word in words[1:] if not word.startswith("-")]
    if 0 < len(paths) < WORTH and all(map(os.path.isfile, paths)):
        return False
    others = {"-", "-h", "--help", "--version", "--no-cache", "--no-prefilter"}
    return others.isdisjoint(words) and not any(
        word.startswith(("--stdin", "--fix", "--unsafe", "--diff", "--show-fix")) for word in words
    )


def key(words: Sequence[str], environ: Mapping[str, str], *, is_terminal: bool) -> str:
    """The name under which the report of a command is kept."""
    import hashlib  # of no use to a run on one file

    parts = [__version__, sys.version, os.getcwd(), str(is_terminal), *words, ""]
    parts += [f"{name}={environ.get(name)}" for name in _VARIABLES]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def folder(environ: Mapping[str, str], given: str | None = None) -> str:
    """The cache folder: the one that is given, or the platform's own for this user."""
    if given or environ.get("ASYNCLINT_CACHE_DIR"):
        return given or environ["ASYNCLINT_CACHE_DIR"]
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        base = environ.get("LOCALAPPDATA") or os.path.join(home, "AppData", "Local")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Caches")
    else:
        base = environ.get("XDG_CACHE_HOME") or os.path.join(home, ".cache")
    return os.path.join(base, "asynclint")


def recall(place: str, name: str) -> Said | None:
    """What the run of that name said, if nothing has changed since; else None."""
    try:
        with open(os.path.join(place, name), "rb") as file:
            kept = _unpacked(file.read())
    except (OSError, ValueError, struct.error, OverflowError):
        return None
    if kept is None:
        return None
    said, stamps = kept
    return said if _times(stamps.folders, stamps.files) == stamps.times else None


def take(root: str, installed: Iterable[str], others: Iterable[str]) -> Stamps:
    """The stamps of all that matters below a root, of the folders of installed packages, of
    other files, which need not exist, and of asynclint's own files."""
    folders, files = [*installed], [*others]
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for start in (root, own):
        for current, inside, names in os.walk(start):
            if "pyvenv.cfg" in names:
                inside.clear()
                continue
            inside[:] = [name for name in inside if name not in _SKIPPED]
            folders.append(current)
            suffixes = _SUFFIXES if start == root else (".py", ".json", ".toml", ".yml")
            files += [os.path.join(current, name) for name in names if name.endswith(suffixes)]
    return Stamps(folders, files, _times(folders, files))


def remember(place: str, name: str, said: Said, stamps: Stamps, started: int) -> None:
    """Keep what a run said; `started` is the time it began, in nanoseconds. A cache that cannot
    be written is none."""
    times = stamps.times
    count = len(stamps.folders)
    young = started - _ROUNDED
    if max([*times[:count], *times[count::2]], default=0) >= young:
        return
    with contextlib.suppress(OSError):
        os.makedirs(place, exist_ok=True)
        path = os.path.join(place, name)
        temporary = f"{path}.{os.getpid()}"
        with open(temporary, "wb") as file:
            file.write(_packed(said, stamps))
        os.replace(temporary, path)
        _forget_old(place)


def clean(place: str) -> int:
    """Remove everything that was kept; how many reports that were."""
    removed = 0
    for path in _kept(place):
        with contextlib.suppress(OSError):
            os.remove(path)
            removed += 1
    return removed


def _kept(place: str) -> Iterator[str]:
    with contextlib.suppress(OSError):
        for entry in os.listdir(place):
            if len(entry.partition(".")[0]) == 64:
                yield os.path.join(place, entry)


def _forget_old(place: str) -> None:
    limit = time.time() - _OLD
    for path in _kept(place):
        with contextlib.suppress(OSError):
            if os.stat(path).st_mtime < limit:
                os.remove(path)


def _times(folders: Iterable[str], files: Iterable[str]) -> array[int]:
    """The stamps as numbers, -1 for what is not there."""
    found = array("q")
    for path in folders:
        found.append(_time(path)[0])
    for path in files:
        found.extend(_time(path))
    return found


def _time(path: str) -> tuple[int, int]:
    try:
        seen = os.stat(path)
    except (OSError, ValueError):
        return -1, -1
    return seen.st_mtime_ns, seen.st_size


def _packed(said: Said, stamps: Stamps) -> bytes:
    parts = [
        said.out.encode("utf-8", "surrogateescape"),
        os.fsencode("\0".join(stamps.folders)),
        os.fsencode("\0".join(stamps.files)),
        stamps.times.tobytes(),
    ]
    counts = (said.status, len(stamps.folders), len(stamps.files), *map(len, parts))
    body = _LENGTHS.pack(*counts) + b"".join(parts)
    return _MAGIC + _digest(body) + body


def _unpacked(data: bytes) -> tuple[Said, Stamps] | None:
    start = len(_MAGIC) + _DIGEST
    body = data[start:]
    if data[: len(_MAGIC)] != _MAGIC or _digest(body) != data[len(_MAGIC) : start]:
        return None
    status, folders, files, *lengths = _LENGTHS.unpack_from(body)
    parts, place = [], _LENGTHS.size
    for length in lengths:
        parts.append(body[place : place + length])
        place += length
    stamps = Stamps(_paths(parts[1]), _paths(parts[2]), array("q", parts[3]))
    if (len(stamps.folders), len(stamps.files)) != (folders, files):
        return None
    return Said(parts[0].decode("utf-8", "surrogateescape"), status), stamps


def _digest(body: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(body).digest()


def _paths(joined: bytes) -> list[str]:
    return os.fsdecode(joined).split("\0") if joined else []
