"""How the time of a run grows: with the files, with the lines of one file, and with the rules.

The sources are made up, the same on every day: modules of one shape with other names, so that
the work per file, line or rule is the same at each size.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import NamedTuple

from contenders import Ground, asynclint
from metering import timed
from rows import Bench


class Point(NamedTuple):
    """A size, and the seconds of processor that a run took beyond its start."""

    size: int
    cpu: float


class Growth(NamedTuple):
    """What grows. `is_shared` when the time is divided by the size before it is compared."""

    title: str
    sizes: Sequence[int]
    most: float
    measure: Callable[[Bench, int], float]
    is_shared: bool = True

    def factor(self, points: Sequence[Point]) -> float:
        """How many times as long one file, one line, or a run with the fewest rules takes at the
        largest size as at the smallest."""
        costs = [cpu / size if self.is_shared else cpu for size, cpu in points]
        return costs[-1] / costs[0]


def grown(growth: Growth, bench: Bench) -> list[Point]:
    """The points of one growth; in a quick run without the largest size."""
    sizes = growth.sizes[:-1] if bench.is_quick else growth.sizes
    start = _seconds(bench, _tree(bench, 1, 0))
    return [Point(size, max(growth.measure(bench, size) - start, 1e-4)) for size in sizes]


def _seconds(bench: Bench, ground: Ground, *options: str) -> float:
    """Seconds of processor of a run: the median of three, or of one that is long or in a hurry."""
    ours = asynclint(bench.linters, ground, *options)
    first = timed(ours.command, ours.folder).cpu
    if first > 5 or bench.is_quick:
        return first
    return median([first, *(timed(ours.command, ours.folder).cpu for _ in range(2))])


def _files(bench: Bench, size: int) -> float:
    return _seconds(bench, _tree(bench, size, 4))


def _lines(bench: Bench, size: int) -> float:
    return _seconds(bench, _tree(bench, 1, size // _BLOCK.count("\n")))


def _rules(bench: Bench, size: int) -> float:
    """The first so many of all rules, in an order that was drawn once."""
    said = subprocess.run(
        [str(bench.linters.asynclint), "rules", "--output-format=json"],
        check=True,
        capture_output=True,
        text=True,
    )
    codes = sorted(rule["code"] for rule in json.loads(said.stdout))
    random.Random(4).shuffle(codes)
    return _seconds(bench, _tree(bench, 300, 4), f"--select={','.join(codes[:size])}")


def _tree(bench: Bench, files: int, blocks: int) -> Ground:
    """A project of modules, ten to a package, each of some blocks that call the one before."""
    folder = bench.scratch("growing")
    for number in range(files):
        package = folder / f"package_{number // 10}"
        if number % 10 == 0:
            package.mkdir()
            (package / "__init__.py").touch()
        text = "".join(_block(number, block) for block in range(blocks))
        (package / f"module_{number}.py").write_text(_HEAD + text, encoding="utf-8")
    # The largest files are larger than asynclint reads unless it is told to.
    return Ground(folder, {"max-file-size": 100_000_000})


_HEAD = "import asyncio\nimport logging\n\nlog = logging.getLogger(__name__)\n\n\n"


def _block(module: int, number: int) -> str:
    """Some lines that are often async."""
    return _BLOCK.replace("NAME", f"{module}_{number}")


_BLOCK = '''\
class Worker_NAME:
    """Takes from a queue and hands on."""

    def __init__(self, queue: asyncio.Queue[str], limit: int = 10) -> None:
        self.queue = queue
        self.seen = dict[str, int]()
        self.limit = limit

    def is_full(self) -> bool:
        return len(self.seen) >= self.limit

    async def take(self) -> str:
        async with asyncio.timeout(self.limit):
            name = await self.queue.get()
        self.seen[name] = self.seen.get(name, 0) + 1
        return name

    async def run(self) -> None:
        while not self.is_full():
            name = await self.take()
            log.info("%s came", name)


async def start_NAME(queue: asyncio.Queue[str]) -> None:
    await Worker_NAME(queue).run()
'''

GROWTHS: Mapping[str, Growth] = {
    "files": Growth("files, time per file", (10, 100, 1_000, 10_000), 1.2, _files),
    "lines": Growth("lines of one file, time per line", (1_000, 10_000, 100_000), 1.2, _lines),
    "rules": Growth("rules on 300 files, time", (10, 50, 100, 200), 1.5, _rules, is_shared=False),
}
