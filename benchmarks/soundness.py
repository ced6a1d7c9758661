"""Proof that shortcuts change nothing: the same findings whichever way a run goes.

    soundness.py                      on the pages and every corpus, as they are and with faults
    soundness.py aiokafka -s 1 -s 2   on some corpora, with the faults of some seeds
    soundness.py --only cache         compare with some ways alone

The plain way is one process on the newest Python without prefilter and cache. Every other way
must find the same: with the prefilter, in two processes, with another seed of hashes, with a cache
that is written and then read, in processes started afresh, and on each older Python that is there.
Files that an older Python cannot parse are left out where it is compared, and counted. Corpora
must have been unpacked by `corpora.py fetch`; `pages` is the name of the examples of the pages.
Status 1 when something differs, 2 when something could not be done.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from archives import CorpusError, add_cache_option, read_corpora
from contenders import Ground
from counts import Place
from environments import build_asynclint, install_asynclint
from mutating import mutate_tree
from page_examples import write_examples
from pythons import available
from ways import SYNTAX, Found, Way, found, ways

HERE = Path(__file__).parent
ROOT = HERE.parent
SEEDS = (1, 2, 3, 4, 5, 6)
PAGES = "pages"


def main(argv: Sequence[str] | None = None) -> int:
    """Compare; 0 nothing differs, 1 something does, 2 something went wrong."""
    args = _parser().parse_args(argv)
    try:
        wheel = build_asynclint(ROOT, args.cache)
        commands = {
            series: str(install_asynclint(wheel, args.cache, series, python))
            for series, python in available().items()
            if not args.python or series in args.python
        }
        return _compare(args, ways(commands))
    except (CorpusError, OSError) as error:
        print(f"soundness: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_cache_option(parser)
    parser.add_argument("-s", "--seed", type=int, action="append", help="0: as they are")
    parser.add_argument("--only", action="append", metavar="WAY")
    parser.add_argument("--python", action="append", metavar="SERIES")
    parser.add_argument("names", nargs="*", metavar="NAME")
    return parser


def _compare(args: argparse.Namespace, others: Sequence[Way]) -> int:
    plain, *others = others
    others = [way for way in others if not args.only or way.name in args.only]
    differing = 0
    for name in args.names or [PAGES, *(c.name for c in read_corpora(HERE / "corpora.toml"))]:
        for seed in args.seed if args.seed is not None else (0, *SEEDS):
            with tempfile.TemporaryDirectory() as place:
                ground = _ground(args.cache, name, seed, Path(place) / name)
                started = time.perf_counter()
                differing += _compared(f"{name} {seed}", ground, plain, others)
            print(f"{name} {seed}: {time.perf_counter() - started:.0f} s", flush=True)
    print(f"{differing} differences" if differing else "no difference")
    return 1 if differing else 0


def _ground(cache: Path, name: str, seed: int, folder: Path) -> Ground:
    """A copy of a corpus or of the pages' examples, with the faults of a seed."""
    options: dict[str, object] = {}
    source = cache / name
    if name == PAGES:
        source = folder.with_name("examples")
        write_examples(sorted((ROOT / "docs" / "rules").rglob("*.md")), source)
    else:
        known = {corpus.name: corpus for corpus in read_corpora(HERE / "corpora.toml")}
        if name not in known or not source.is_dir():
            raise CorpusError(f"{name}: no such corpus, or not unpacked")
        options = dict(known[name].options)
    if seed:
        changed = mutate_tree(source, folder, seed)
        print(f"{name} {seed}: faults in {changed} files", file=sys.stderr, flush=True)
    else:
        shutil.copytree(source, folder)
    return Ground(folder, options)


def _compared(label: str, ground: Ground, plain: Way, others: Sequence[Way]) -> int:
    """Say what differs; how many findings that are."""
    expected = found(plain, ground)
    count = sum(map(len, expected.values()))
    print(f"{label}: {count} findings", file=sys.stderr, flush=True)
    differing = 0
    for way in others:
        actual = found(way, ground)
        lines = list(differences(expected, actual))
        differing += len(lines)
        left_out = sum(
            _parses(run) != _parses(expected.get(path, ())) for path, run in actual.items()
        )
        if left_out:
            print(f"{label}: {way.name}: {left_out} files do not parse", file=sys.stderr)
        for line in lines[:20]:
            print(f"{label}: {way.name}: {line}", flush=True)
    return differing


def differences(expected: Found, actual: Found) -> Iterator[str]:
    """One line for each finding that only one of two runs has. A file that does not parse in one
    of them is left out, as each Python has syntax that older ones do not know."""
    for path in sorted({*expected, *actual}):
        one, other = (set(run.get(path, ())) for run in (expected, actual))
        if _parses(one) == _parses(other):
            yield from (f"lost {_shown(place)}" for place in sorted(one - other))
            yield from (f"new {_shown(place)}" for place in sorted(other - one))


def _parses(run: Iterable[Place]) -> bool:
    return all(place.name != SYNTAX for place in run)


def _shown(place: Place) -> str:
    return f"{place.path}:{place.line}:{place.column} {place.code} {place.message[:80]}"


if __name__ == "__main__":
    sys.exit(main())
