"""The rows of the table of goals: what is measured, on what, against whom, and what is wanted.

A row on a large corpus has a small one to stand in for it in a quick run, whose figures say that
the row works and nothing else.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from archives import CorpusError, fetch, read_corpora
from contenders import Ground, Linters, asynclint, emptied, flake8_async, pyright, ruff
from contest import Contender, Figures, Outcome, contest
from metering import timed

HERE = Path(__file__).parent
QUICK = {"homeassistant": "aiokafka", "aiohttp": "uvicorn", "site-packages": "pygments"}

CPU_RATIO, WALL_RATIO, CPU, PEAK = "CPU ratio", "wall ratio", "CPU ms", "peak MB"


class Goal(NamedTuple):
    """One figure, the most it may be, and the most it should be."""

    figure: str
    must: float
    aim: float


class Bench(NamedTuple):
    """Where things are, and whether this is a quick run."""

    cache: Path
    linters: Linters
    is_quick: bool = False

    def corpus(self, name: str) -> Ground:
        """A pinned package, unpacked."""
        name = QUICK.get(name, name) if self.is_quick else name
        (corpus,) = (c for c in read_corpora(HERE / "corpora.toml") if c.name == name)
        fetch(corpus, self.cache)
        return Ground(self.cache / name, corpus.options)

    def site_packages(self) -> Ground:
        """Many packages that are hardly async, beside each other as they are installed."""
        folder = self.cache / "site-packages"
        folder.mkdir(exist_ok=True)
        for corpus in read_corpora(HERE / "site_packages.toml"):
            if not self.is_quick or corpus.name == QUICK["site-packages"]:
                fetch(corpus, folder)
        return Ground(folder, paths=(QUICK["site-packages"],) if self.is_quick else (".",))

    def scratch(self, name: str) -> Path:
        """An empty folder for what a row needs."""
        return emptied(self.cache / "scratch" / name)


class Row(NamedTuple):
    """One row. `measure` takes the rounds, fewer in a quick run, and gives the outcome."""

    title: str
    rounds: int
    goals: tuple[Goal, ...]
    measure: Callable[[Bench, int], Outcome]


def _cold(ground: Callable[[Bench], Ground], bench: Bench, rounds: int) -> Outcome:
    return contest([each(bench.linters, ground(bench)) for each in (asynclint, ruff)], rounds)


def _homeassistant(bench: Bench) -> Ground:
    return bench.corpus("homeassistant")


def _warm(bench: Bench, rounds: int) -> Outcome:
    """Nothing has changed since the last run."""
    return contest(_with_caches(bench, _homeassistant(bench), lambda: None), rounds)


def _edited(bench: Bench, rounds: int) -> Outcome:
    """One file of many has changed since the last run; each run keeps what it found."""
    pinned = _homeassistant(bench)
    folder = bench.scratch("edited") / pinned.folder.name
    shutil.copytree(pinned.folder, folder)
    outcome = contest(
        _with_caches(bench, pinned._replace(folder=folder), _Editor(_middle(folder))), rounds
    )
    shutil.rmtree(folder)
    return outcome


def _with_caches(
    bench: Bench, ground: Ground, prepare: Callable[[], None]
) -> list[Contender]:
    return [
        each(bench.linters, ground, kept=bench.scratch(each.__name__), prepare=prepare)
        for each in (asynclint, ruff)
    ]


class _Editor:
    """Changes a file a little each time. Its times are old ones: no linter trusts the time of a
    file that is as young as the run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = path.read_bytes()
        self._edits = 0

    def __call__(self) -> None:
        self._edits += 1
        self._path.write_bytes(self._text + b"# %d\n" % self._edits)
        os.utime(self._path, (0, 1_700_000_000 + self._edits))


def _middle(folder: Path) -> Path:
    """The file of a tree of middling size, always the same."""
    files = sorted(folder.rglob("*.py"), key=lambda path: (path.stat().st_size, path))
    return files[len(files) // 2]


ONE_FILE = """\
import asyncio
from collections.abc import Sequence


class Fetcher:
    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.found: dict[str, bytes] = {}

    async def fetch(self, name: str) -> bytes:
        reader, writer = await asyncio.open_connection(name, 80)
        writer.write(b"GET / HTTP/1.0")
        await writer.drain()
        return await reader.read()

    async def run(self) -> None:
        async with asyncio.timeout(10):
            for name in self.names:
                self.found[name] = await self.fetch(name)


if __name__ == "__main__":
    asyncio.run(Fetcher(["localhost"]).run())
"""


def _one(bench: Bench, rounds: int) -> Outcome:
    folder = bench.scratch("one")
    (folder / "one.py").write_text(ONE_FILE, encoding="utf-8")
    ground = Ground(folder, paths=("one.py",))
    return contest([each(bench.linters, ground) for each in (asynclint, ruff)], rounds)


def _against(
    peer: Callable[[Linters, Ground], Contender],
    name: str,
    bench: Bench,
    rounds: int,
) -> Outcome:
    """A slow peer, on a small corpus; in a quick run on a part of one."""
    ground = bench.corpus(name)
    ground = ground._replace(paths=("uvicorn/middleware",)) if bench.is_quick else ground
    linters = bench.linters
    return contest([asynclint(linters, ground), peer(linters, ground)], rounds, warm_up=False)


def _recheck(bench: Bench, rounds: int) -> Outcome:
    """A long file checked again and again by a process that lives, as an editor's does."""
    ground = _homeassistant(bench)
    longest = min(ground.folder.rglob("*.py"), key=lambda path: (abs(_lines(path) - 2_000), path))
    program = [str(bench.linters.python), str(HERE / "recheck.py"), str(longest)]
    # As many times as a row against another linter is asked for, in one process.
    done = timed([*program, str(rounds)], ground.folder)
    if done.status:
        raise CorpusError(f"recheck: {done.stderr.strip()[-300:]}")
    wall, cpu = map(float, done.stdout.split())
    return Outcome({"asynclint": Figures(wall, cpu, 0)}, 0.0, 0.0, rounds)


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


ROWS: Mapping[str, Row] = {
    "cold": Row(
        "homeassistant, cold",
        5,
        (Goal(CPU_RATIO, 3.0, 1.5), Goal(WALL_RATIO, 3.0, 1.5), Goal(PEAK, 250, 150)),
        partial(_cold, _homeassistant),
    ),
    "site-packages": Row(
        "site-packages, little async, cold",
        5,
        (Goal(CPU_RATIO, 1.0, 0.6), Goal(WALL_RATIO, 1.0, 0.6), Goal(PEAK, 250, 150)),
        partial(_cold, Bench.site_packages),
    ),
    "warm": Row(
        "homeassistant, warm, nothing changed",
        15,
        (Goal(WALL_RATIO, 1.5, 1.0), Goal(CPU_RATIO, 1.5, 0.6), Goal(PEAK, 30, 15)),
        _warm,
    ),
    "edited": Row(
        "homeassistant, warm, one file edited", 5, (Goal(CPU, 250, 120),), _edited
    ),
    "one": Row("one file, command line", 15, (Goal(CPU, 40, 20),), _one),
    "recheck": Row("2,000 lines, checked again in a process", 30, (Goal(CPU, 25, 10),), _recheck),
    "flake8-async": Row(
        "uvicorn, against flake8-async",
        3,
        (Goal(CPU_RATIO, 1 / 100, 1 / 300),),
        partial(_against, flake8_async, "uvicorn"),
    ),
    "pyright": Row(
        "aiohttp, against pyright",
        3,
        (Goal(WALL_RATIO, 1 / 20, 1 / 50),),
        partial(_against, pyright, "aiohttp"),
    ),
}


