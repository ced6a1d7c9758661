"""A made-up project with a cache, for trials: it changes at random, and runs say what they find."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from asynclint.faces.cli import main

_LONG_AGO = 1_600_000_000
# Code with a fault, and without.
_PAIRS = ((b"    time.sleep", b"    tame.sleep"), (b"True; asyncio.sleep", b"await asyncio.sleep"))


class Said(NamedTuple):
    """What a run printed and answered."""

    out: str
    status: int


class Change(NamedTuple):
    """A file, and its bytes before and after; None where it was not there."""

    path: Path
    before: bytes | None
    after: bytes | None


class TrialProject:
    """Modules, each of which calls functions of the two before it. `rng` decides everything."""

    def __init__(self, place: Path, size: int, rng: Random) -> None:
        self.root, self.cache, self.rng = place / "project", place / "cache", rng
        self.root.mkdir()
        (self.root / "pyproject.toml").write_bytes(b"[project]\nname = 'trial'\n")
        self._numbers = list(range(size))
        self._clock = 0
        for number in self._numbers:
            self._path(number).write_bytes(self._module(number))

    # What happens

    def change(self) -> Change:
        """Something changes."""
        number = self.rng.choice(self._numbers)
        path = self._path(number)
        if self.rng.random() < 0.08:
            rules = self.rng.choice((b"'ALL'", b"'ASL1'", b"'ASL101', 'ASL401'"))
            settings = b"[project]\nname = 'trial'\n[tool.asynclint]\nselect = [" + rules + b"]\n"
            return self.redo(self._change(self.root / "pyproject.toml", settings))
        if self.rng.random() < 0.1:
            return self.redo(self._change(path, None))
        return self.redo(self._change(path, self._module(number)))

    def redo(self, change: Change) -> Change:
        """Let a change be in force."""
        _put(change.path, change.after)
        return change

    def restore(self, change: Change) -> None:
        """Take a change back; with the times that the file had, nothing ever happened."""
        _put(change.path, change.before)
        if change.before is not None:
            os.utime(change.path, (_LONG_AGO, _LONG_AGO))
        os.utime(self.root, (_LONG_AGO, _LONG_AGO))

    def replace_by_older(self) -> None:
        """A module becomes one of the same length with an older time."""
        path = self._path(self.rng.choice(self._numbers))
        was = os.stat(path)
        path.write_bytes(_same_length(path.read_bytes()))
        self._clock += 1
        older = was.st_mtime_ns - self._clock * 1_000_000
        os.utime(path, ns=(older, older))

    def settle(self) -> None:
        """All times are old, so that a run trusts them; those of what changed differ from any
        before."""
        for path in (self.root, *self.root.iterdir()):
            if path.stat().st_mtime > _LONG_AGO + 100_000:
                self._clock += 1
                os.utime(path, (_LONG_AGO, _LONG_AGO + self._clock))

    # What runs say

    def said(self, *, cache: bool = True) -> Said:
        """What a run says."""
        return self._started(cache=cache)()

    def said_at_once(self, count: int) -> Iterator[Said]:
        """What many runs say that are all started before the first is waited for."""
        for wait in [self._started(cache=True) for _ in range(count)]:
            yield wait()

    def said_while_changing(self) -> Said:
        """What a run says while modules change."""
        wait = self._started(cache=True)
        for _ in range(self.rng.randrange(4)):
            time.sleep(self.rng.random() * 0.03)
            path = self._path(self.rng.choice(self._numbers))
            if self.rng.random() < 0.5 and path.exists():
                path.write_bytes(_same_length(path.read_bytes()))
            else:
                self.change()
        return wait()

    def _started(self, *, cache: bool) -> Callable[[], Said]:
        """Start a run; what waits for its end."""
        out = tempfile.TemporaryFile()  # noqa: SIM115 closed after the run
        words = ["check", "--output-format=concise", "--jobs=1", "."]
        words.append(f"--cache-dir={self.cache}" if cache else "--no-cache")
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            os.chdir(self.root)
            sys.stdout = sys.stderr = os.fdopen(out.fileno(), "w", encoding="utf-8")
            status = 70
            try:
                status = main(words)
                sys.stdout.flush()
            finally:
                os._exit(status)

        def wait() -> Said:
            status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
            with out:
                out.seek(0)
                return Said(out.read().decode("utf-8", "replace"), status)

        return wait

    # What modules hold

    def _path(self, number: int) -> Path:
        return self.root / f"module_{number}.py"

    def _module(self, number: int) -> bytes:
        colour = "async def" if self.rng.random() < 0.5 else "def"
        name = self.rng.choice(("send", "send", "drop"))
        lines = ["import asyncio", "import time", "", f"{colour} {name}(): return {number}"]
        lines += [f"async def always_{number}(): ..."]
        for other in (number - 1, number - 2):
            if other >= 0:
                lines.append(f"from module_{other} import send as send_{other}")
                lines.append(f"import module_{other}")
                lines.append(f"async def run_{other}():")
                lines.append(f"    {self._await()}send_{other}()")
                lines.append(f"    {self._await()}module_{other}.always_{other}()")
                lines.append(f"    {self.rng.choice(('time', 'await asyncio'))}.sleep(1)")
        return "\n".join([*lines, ""]).encode()

    def _await(self) -> str:
        return self.rng.choice(("await ", ""))

    def _change(self, path: Path, after: bytes | None) -> Change:
        return Change(path, path.read_bytes() if path.exists() else None, after)


def _same_length(data: bytes) -> bytes:
    """Other code of the same length, with a fault more or less."""
    for one, other in _PAIRS:
        for old, new in ((one, other), (other, one)):
            if old in data:
                return data.replace(old, new, 1)
    return data


def _put(path: Path, data: bytes | None) -> None:
    if data is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(data)
