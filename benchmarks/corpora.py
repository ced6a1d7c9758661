"""The corpora: real packages, pinned in `corpora.toml`, on which every rule is measured.

    corpora.py fetch             download, verify and unpack
    corpora.py lint              count the findings and write them to `findings/`
    corpora.py compare           count again; status 1 when a count is not the agreed one
    corpora.py twin              lint with and without the prefilter; status 1 on a difference
    corpora.py sample RULE       findings with their source, for reading

All take names of corpora, last; none means all. The cache is `--cache`, else
`ASYNCLINT_CORPORA`, else `~/.cache/asynclint-corpora`. Status 2: something could not be done.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from archives import Corpus, CorpusError, add_cache_option, fetch, read_corpora
from counts import (
    Place,
    differences,
    measure,
    merge,
    places,
    read_agreed,
    tally,
    write_agreed,
)
from samples import sample, show

HERE = Path(__file__).parent


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 counts differ, 2 something went wrong."""
    args = _parser().parse_args(argv)
    command: Callable[[list[Corpus], argparse.Namespace], int] = args.command
    try:
        args.cache.mkdir(parents=True, exist_ok=True)
        return command(_chosen(read_corpora(args.corpora), args.names), args)
    except (CorpusError, OSError) as error:
        print(f"corpora: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_cache_option(parser)
    parser.add_argument("--corpora", type=Path, default=HERE / "corpora.toml")
    parser.add_argument("--findings", type=Path, default=HERE / "findings")
    commands = parser.add_subparsers(required=True)
    for command in (_fetch, _lint, _compare, _twin, _sample):
        sub = commands.add_parser(command.__name__[1:], help=command.__doc__)
        sub.set_defaults(command=command)
        if command is _sample:
            sub.add_argument("rule", help="name or code")
            sub.add_argument("-n", "--number", type=int, default=30)
            sub.add_argument("--seed", type=int, default=0)
        if command in (_lint, _compare, _twin):
            sub.add_argument("--select", default="ALL", help="rules to run (default: ALL)")
        sub.add_argument("names", nargs="*", metavar="NAME")
    return parser


def _chosen(corpora: list[Corpus], names: list[str]) -> list[Corpus]:
    known = {corpus.name for corpus in corpora}
    for name in names:
        if name not in known:
            raise CorpusError(f"no corpus is called {name!r}")
    return [corpus for corpus in corpora if not names or corpus.name in names]


def _fetch(corpora: list[Corpus], args: argparse.Namespace) -> int:
    """download, verify and unpack corpora that are not in the cache"""
    status = 0
    for corpus in corpora:
        try:
            word = "unpacked" if fetch(corpus, args.cache) else "there"
        except CorpusError as error:
            word, status = f"failed: {error}", 2
        print(f"{corpus.name} {corpus.version}: {word}", flush=True)
    return status


def _lint(corpora: list[Corpus], args: argparse.Namespace) -> int:
    """lint corpora and write the counts as the agreed ones"""
    found, complete = _measured(corpora, args)
    linted = [corpus.name for corpus in corpora]
    agreed = read_agreed(args.findings)
    write_agreed(args.findings, merge(agreed, tally(found), linted))
    return 0 if complete else 2


def _compare(corpora: list[Corpus], args: argparse.Namespace) -> int:
    """lint corpora and show where the counts are not the agreed ones"""
    found, complete = _measured(corpora, args)
    linted = [corpus.name for corpus in corpora]
    changed = list(differences(read_agreed(args.findings), tally(found), linted))
    print("\n".join(changed) or "every count is the agreed one")
    if not complete:
        return 2
    return 1 if changed else 0


def _twin(corpora: list[Corpus], args: argparse.Namespace) -> int:
    """lint corpora with the prefilter and without it, and show what differs"""
    quick, complete = _measured(corpora, args)
    thorough, also_complete = _measured(corpora, args, prefilter=False)
    only = [*(set(quick) - set(thorough)), *(set(thorough) - set(quick))]
    print("\n".join(sorted(map(str, only))) or f"the same {len(quick)} findings both ways")
    if not (complete and also_complete):
        return 2
    return 1 if only else 0


def _sample(corpora: list[Corpus], args: argparse.Namespace) -> int:
    """print findings of one rule with their source, from the last lint"""
    found = [place for corpus in corpora for place in places(corpus, args.cache)]
    chosen = sample(found, args.rule, args.number, args.seed)
    for place in chosen:
        print(show(place, args.cache))
    print(f"{len(chosen)} findings of {args.rule}")
    return 0


def _measured(
    corpora: list[Corpus], args: argparse.Namespace, *, prefilter: bool = True
) -> tuple[list[Place], bool]:
    """All findings, and whether every run was without errors; progress goes to stderr."""
    found: list[Place] = []
    complete = True
    for corpus in corpora:
        started = time.perf_counter()
        run = measure(corpus, args.cache, args.select, prefilter=prefilter)
        seconds = time.perf_counter() - started
        counted = f"{run.files} files, {len(run.places)} findings, {seconds:.1f} s"
        print(f"{corpus.name}: {counted}", file=sys.stderr, flush=True)
        for error in run.errors:
            print(f"{corpus.name}: {error}", file=sys.stderr)
            complete = False
        found += run.places
    return found, complete


if __name__ == "__main__":
    sys.exit(main())
