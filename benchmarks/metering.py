"""What a command takes: seconds of wall clock and of processor, and the memory of its processes.

Time and memory are measured in runs of their own, for to look at memory takes time.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

_PAUSE = 0.002  # seconds between two looks at the memory
_OUTSIDE = frozenset({"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONPATH", "MYPYPATH"})


class Done(NamedTuple):
    """A command that has run: `wall` and `cpu` are seconds, `cpu` with its children's."""

    status: int
    stdout: str
    stderr: str
    wall: float
    cpu: float


def timed(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> Done:
    """Run a command to its end. No environment but the given one is active in it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, cwd=folder, env=_variables(environment), stdout=out, stderr=err
        )
        # The usage of this child and of the children it waited for, not of all there were.
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = [_text(file) for file in (out, err)]
    return Done(child.returncode, *texts, wall, usage.ru_utime + usage.ru_stime)


def peak_memory(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> int:
    """The most bytes that all processes of a command hold together, pages that several share
    counted once, as seen every few milliseconds; at least what the first held at its height."""
    # Not `ru_maxrss` of `wait4`, which starts with what the process that forks has.
    child = subprocess.Popen(
        command,
        cwd=folder,
        env=_variables(environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0
    while child.poll() is None:
        together = sum(_kibibytes(each, "smaps_rollup", b"Pss:") for each in _family(child.pid))
        most = max(most, together, _kibibytes(child.pid, "status", b"VmHWM:"))
        time.sleep(_PAUSE)
    return most * 1024


def _family(process: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield process
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{process}/task"):
            children = Path(f"/proc/{process}/task/{thread}/children").read_text(encoding="ascii")
            for child in children.split():
                yield from _family(int(child))


def _kibibytes(process: int, name: str, key: bytes) -> int:
    """A number of a process's file below /proc; nought once the process has ended."""
    with contextlib.suppress(OSError), open(f"/proc/{process}/{name}", "rb") as file:
        for line in file:
            if line.startswith(key):
                return int(line.split()[1])
    return 0


def _variables(environment: Mapping[str, str] | None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if key not in _OUTSIDE}
    return {**kept, **(environment or {})}


def _text(file: Iterator[bytes]) -> str:
    file.seek(0)  # type: ignore[attr-defined]
    return b"".join(file).decode("utf-8", "replace")
