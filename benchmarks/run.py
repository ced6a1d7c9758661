"""The pace of asynclint beside ruff, flake8-async and pyright, and how it grows.

    run.py                       measure every row and write `docs/performance.md` and its chart
    run.py --row warm            measure this row alone and print it; again for more rows
    run.py --write               write the page from what was last measured
    run.py --quick               small corpora, one round, under two minutes; writes nothing
    run.py --list                the names of the rows

Every linter has an environment of its own in the cache, asynclint's from a wheel of this
checkout. The linters of a row take turns, and their ratio is the median of the ratios of the
turns. The cache is `--cache`, else `ASYNCLINT_CORPORA`, else `~/.cache/asynclint-corpora`.
Status 2: something could not be done.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from archives import CorpusError, add_cache_option
from contenders import FLAKE8, PYRIGHT, RUFF, install_linters
from growing import GROWTHS, grown
from performance_page import Measured, figures_table, goals_table, growth_table, write_page
from pythons import available
from results import read_results, write_results
from rows import ROWS, Bench

ROOT = Path(__file__).resolve().parents[1]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 2 something went wrong."""
    args = _parser().parse_args(argv)
    if args.list:
        print("\n".join([*ROWS, *GROWTHS]))
        return 0
    try:
        args.cache.mkdir(parents=True, exist_ok=True)
        _run(args)
    except (CorpusError, OSError) as error:
        print(f"run: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_cache_option(parser)
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "performance.md")
    parser.add_argument("--row", action="append", default=[], metavar="NAME")
    parser.add_argument("--python", metavar="SERIES", help="such as 3.13; the newest if not given")
    parser.add_argument("--rounds", type=int, help="instead of what each row asks for")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--list", action="store_true")
    return parser


def _run(args: argparse.Namespace) -> None:
    pythons = available()
    series = args.python or max(pythons, key=lambda name: int(name.partition(".")[2]))
    if series not in pythons:
        raise CorpusError(f"there is no Python {series}; there are {', '.join(pythons)}")
    machine = machine_line(series)
    store = args.cache / "performance.json"
    before = Measured(machine, {}, {}) if args.quick else read_results(store, machine)
    measured = before
    if args.row or args.quick or not args.write:
        linters = install_linters(ROOT, args.cache, pythons[series], series)
        bench = Bench(args.cache, linters, args.quick)
        names = args.row or [*ROWS, *GROWTHS]
        for name in names:
            measured = _with(measured, name, bench, args.rounds)
            if not args.quick:
                write_results(store, measured)
        _print(measured, names, is_quick=args.quick)
    if args.write or not (args.row or args.quick):
        write_page(args.page, measured)


def _with(measured: Measured, name: str, bench: Bench, rounds: int | None) -> Measured:
    """What was measured, and this row or growth as well."""
    print(f"measuring {name}", file=sys.stderr, flush=True)
    if name in ROWS:
        row = ROWS[name]
        outcome = row.measure(bench, rounds or (1 if bench.is_quick else row.rounds))
        return measured._replace(rows={**measured.rows, name: outcome})
    if name in GROWTHS:
        points = grown(GROWTHS[name], bench)
        return measured._replace(growths={**measured.growths, name: points})
    raise CorpusError(f"no row is called {name!r}; `--list` shows their names")


def _print(measured: Measured, names: Sequence[str], *, is_quick: bool) -> None:
    rows = {name: outcome for name, outcome in measured.rows.items() if name in names}
    growths = {name: points for name, points in measured.growths.items() if name in names}
    print(measured.machine)
    if is_quick:
        print("A quick run on small corpora: that it works is all that its figures say.")
    if rows:
        print("\n".join([*goals_table(rows), "", *figures_table(rows)]))
    if growths:
        print("\n".join(["", *growth_table(growths)]))


def machine_line(series: str) -> str:
    """The machine and the versions, for people."""
    cores = os.cpu_count() or 1
    flake8 = FLAKE8.split()[1].replace("==", " ")
    linters = f"ruff {RUFF}, {flake8}, pyright {PYRIGHT}"
    return f"{_processor()}, {cores} cores, {platform.system()}; Python {series}, {linters}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


if __name__ == "__main__":
    sys.exit(main())
