"""Random programs through asynclint: none may make it fail, and none may prove it wrong.

    fuzz.py                      10,000 programs of all kinds
    fuzz.py --programs 500       fewer
    fuzz.py --files FOLDER       spoil the Python files below a folder too

A third of the programs are our own and run for real: a finding on a line that ran and lost no
coroutine is a false alarm. The others are real files that were spoiled, programs of which one
module was spoiled, and what hypothesmith makes of Python's grammar: asynclint must not fail on
them, must say the same with and without the prefilter, and its fixes must parse.

Status 1 when anything is wrong. Each thing that is wrong is shown with a small program.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from programs.bearing import Bench, real_texts, spoiled_files, spoiled_programs
from programs.comparing import Compared, compared, report

CHUNK = 50
SHOWN = 5  # programs that are made small, which takes a while each


class Part(NamedTuple):
    """What came of some programs of one kind: how many, what is wrong, and other counts.
    `alarms` are the seeds of programs with false alarms."""

    kind: str
    programs: int
    wrong: list[str]
    counts: Counter[str]
    alarms: tuple[int, ...] = ()


Work = Callable[[int, int, Sequence[Path]], Part]


def main(argv: Sequence[str] | None = None) -> int:
    """Run everything and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1_000_000, help="number of the first program")
    parser.add_argument("--files", type=Path, action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args(argv)
    folders = [Path(asyncio.__file__).parent, *args.files]
    with ProcessPoolExecutor(args.jobs) as pool:
        futures = [
            pool.submit(work, start, number, folders)
            for work, start, number in _chunks(args.programs, args.seed)
        ]
        parts = []
        for future in as_completed(futures):
            parts.append(future.result())
            _tell(parts[-1], len(parts), len(futures))
    _print(parts)
    for seed in sorted(seed for part in parts for seed in part.alarms)[:SHOWN]:
        print(report(*compared([seed])), flush=True)
    return 1 if any(part.wrong for part in parts) else 0


def _chunks(programs: int, seed: int) -> Iterator[tuple[Work, int, int]]:
    """Pieces of work, each kind with its share of the programs."""
    shares: tuple[tuple[Work, float], ...] = (
        (_run, 0.35),
        (_spoil_files, 0.35),
        (_spoil_programs, 0.2),
        (_grammar, 0.09),
        (_nodes, 0.01),
    )
    for work, share in shares:
        end = seed + max(round(programs * share), 1)
        for start in range(seed, end, CHUNK):
            yield work, start, min(CHUNK, end - start)


def _run(start: int, number: int, folders: Sequence[Path]) -> Part:
    """Programs of our own that run for real."""
    del folders
    cases = compared(range(start, start + number))
    alarmed = [case for case in cases if case.alarms]
    counts: Counter[str] = Counter()
    for case in cases:
        counts["raised"] += bool(case.run.error)
        counts["lost a coroutine"] += bool(case.losses)
        for loss in case.losses if not case.run.error else ():
            counts[f"losses, {loss.topic}"] += 1
            counts[f"losses found, {loss.topic}"] += loss.is_found
    wrong = [_line(case) for case in alarmed]
    alarms = tuple(case.seed for case in alarmed)
    return Part("programs that ran", len(cases), wrong, counts, alarms)


def _spoil_files(start: int, number: int, folders: Sequence[Path]) -> Part:
    """Real files that were spoiled."""
    texts = real_texts(list(folders))
    with TemporaryDirectory() as place:
        cases = (("program.py", text) for text in spoiled_files(texts, _range(start, number)))
        return _borne("real files, spoiled", Path(place), cases)


def _spoil_programs(start: int, number: int, folders: Sequence[Path]) -> Part:
    """Programs of our own with one module spoiled."""
    del folders
    with TemporaryDirectory() as place:
        cases = spoiled_programs(Path(place), _range(start, number))
        part = _borne("files of programs, some spoiled", Path(place), cases)
        return part._replace(programs=number)


def _grammar(start: int, number: int, folders: Sequence[Path]) -> Part:
    """What the grammar of Python makes."""
    del folders
    from hypothesmith import from_grammar

    return _drawn("hypothesmith, grammar", from_grammar(), start, number)


def _nodes(start: int, number: int, folders: Sequence[Path]) -> Part:
    """What the nodes of libcst make."""
    del folders
    from hypothesmith import from_node

    return _drawn("hypothesmith, nodes", from_node(), start, number)


def _drawn(kind: str, strategy: SearchStrategy[str], start: int, number: int) -> Part:
    """Texts of a strategy of hypothesis."""
    from hypothesis import HealthCheck, Phase, given, seed, settings

    texts: list[str] = []

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(text: str) -> None:
        texts.append(text)

    draw()
    with TemporaryDirectory() as place:
        cases = (("program.py", text.encode("utf-8", "surrogatepass")) for text in texts)
        return _borne(kind, Path(place), cases)


def _borne(kind: str, folder: Path, cases: Iterable[tuple[str, bytes]]) -> Part:
    """Asynclint on some texts."""
    bench = Bench(folder)
    wrong = []
    total = 0
    for name, text in cases:
        total += 1
        complaint = bench.complaint(text, name)
        if complaint:
            wrong.append(f"{complaint}\n{text.decode('utf-8', 'backslashreplace')}")
    return Part(kind, total, wrong, Counter())


def _range(start: int, number: int) -> range:
    return range(start, start + number)


def _line(case: Compared) -> str:
    alarm = case.alarms[0]
    line = case.files[alarm.path].splitlines()[alarm.line - 1].strip()
    return f"seed {case.seed}: {alarm.code} {line}"


def _tell(part: Part, number: int, total: int) -> None:
    print(f"{number}/{total} {part.kind}", file=sys.stderr)
    for text in part.wrong:
        print(f"--- {part.kind}: {text}\n", flush=True)


def _print(parts: Iterable[Part]) -> None:
    totals: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for part in parts:
        totals[part.kind] += part.programs
        wrong[part.kind] += len(part.wrong)
        counts += part.counts
    for kind, number in sorted(totals.items()):
        print(f"{kind}: {number}, of which wrong {wrong[kind]}")
    for what in ("raised", "lost a coroutine"):
        print(f"  {what}: {counts[what]}")
    topics = [topic for what in counts if (topic := what.removeprefix("losses, ")) != what]
    found = {topic: counts[f"losses found, {topic}"] for topic in topics}
    print(f"places that lost coroutines: {_of(sum(found.values()), _all(counts))}")
    for topic in sorted(topics, key=lambda topic: found[topic] - counts[f"losses, {topic}"]):
        print(f"  {topic}: {_of(found[topic], counts[f'losses, {topic}'])}")


def _all(counts: Counter[str]) -> int:
    return sum(number for what, number in counts.items() if what.startswith("losses, "))


def _of(found: int, total: int) -> str:
    return f"{found} of {total} found" if total else "none"


if __name__ == "__main__":
    sys.exit(main())
