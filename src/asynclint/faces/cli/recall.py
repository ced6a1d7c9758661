"""What a run said, said again without running when nothing it depends on has changed.

After a run its report is kept in the user's cache folder with the stamps (time of change, size)
of every file below the project's root that can matter: Python, stubs, settings, ignore files.
Of directories the time is kept, which changes when something comes or goes.

What is installed counts by the time of its folder, asynclint by its own files. Times younger
than the start of the run, less what file systems round, are not trusted: nothing is kept then.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from asynclint import __version__, columns, stamps
from asynclint.stamps import Stamps

WORTH = 40  # files below which a run is as fast as to find out that nothing changed

_KIND = "recall 3"
_OLD = 30 * 86_400  # seconds after which nobody comes back for a report
# What makes a run answer differently from another with the same words.
_VARIABLES = (
    *("CLICOLOR_FORCE", "COLUMNS", "CONDA_PREFIX", "FORCE_COLOR", "HOME", "NO_COLOR", "TERM"),
    "VIRTUAL_ENV",
)


class Said(NamedTuple):
    """What a run wrote and answered."""

    out: str
    status: int


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


def recall(place: str, name: str) -> tuple[Said | None, Stamps | None]:
    """What the run of that name said, if nothing has changed since; and the stamps as they are
    now, if nothing came or went."""
    parts = columns.read(os.path.join(place, name), _KIND)
    if parts is None:
        return None, None
    status, out, outside, folders, files, times = parts
    before = array("q", times)
    seen = stamps.again(columns.split(folders), columns.split(files), int(outside))
    if seen.times == before:
        return Said(out.decode("utf-8", "surrogateescape"), int(status)), seen
    same_folders = seen.times[: len(seen.folders)] == before[: len(seen.folders)]
    return None, seen if same_folders else None


def remember(place: str, name: str, said: Said, seen: Stamps, started: int) -> None:
    """Keep what a run said; `started` is the time it began, in nanoseconds. A cache that cannot
    be written is none."""
    times, count = seen.times, len(seen.folders)
    young = started - stamps.ROUNDED
    if max([*times[:count], *times[count::2]], default=0) >= young:
        return
    parts = [
        str(said.status).encode(),
        said.out.encode("utf-8", "surrogateescape"),
        str(seen.outside).encode(),
        columns.joined(seen.folders),
        columns.joined(seen.files),
        times.tobytes(),
    ]
    if columns.write(os.path.join(place, name), _KIND, parts):
        _forget_old(place)


def clean(place: str) -> int:
    """Remove everything that was kept; of how many runs that was."""
    removed = set()
    for path in _kept(place):
        with contextlib.suppress(OSError):
            os.remove(path)
            removed.add(os.path.basename(path).partition(".")[0])
    return len(removed)


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
