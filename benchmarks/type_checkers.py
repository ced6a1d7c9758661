"""asynclint beside pyright and mypy: who reports which forgotten `await`, and in what time.

    type_checkers.py prepare     unpack the packages and install what they depend on
    type_checkers.py measure     run pyright, mypy and asynclint (twice) and keep what they say
    type_checkers.py record      write new findings to `judged/`, without a verdict
    type_checkers.py report      show the findings and figures; status 1 when one is unjudged
    type_checkers.py all         prepare, measure and report

All take names of packages, last; none means all. `type_checkers.toml` pins packages and tools,
`environments/` what is installed beside each package, and `judged/` holds what somebody who read
the source said of every finding. asynclint runs once with that environment and once without.
The cache is `--cache`, else `ASYNCLINT_CHECKERS`, else `~/.cache/asynclint-checkers`.
Status 2: something could not be done.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from archives import Corpus, CorpusError, fetch, read_corpora
from checkers import CHECKERS, Checker, Run, read_run, write_run
from environments import Tools, install_package_environment, install_tools, read_tools
from figures import figures
from judgements import Judged, merge, read_judged, unjudged, write_judged

HERE = Path(__file__).parent
Command = Callable[[list[Corpus], argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 a finding has no verdict, 2 something went wrong."""
    args = _parser().parse_args(argv)
    command: Command = args.command
    try:
        args.cache.mkdir(parents=True, exist_ok=True)
        return command(_chosen(read_corpora(args.packages), args.names), args)
    except (CorpusError, OSError) as error:
        print(f"type_checkers: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("ASYNCLINT_CHECKERS") or "~/.cache/asynclint-checkers"
    parser.add_argument("--cache", type=Path, default=Path(default).expanduser())
    parser.add_argument("--packages", type=Path, default=HERE / "type_checkers.toml")
    parser.add_argument("--environments", type=Path, default=HERE / "environments")
    parser.add_argument("--judged", type=Path, default=HERE / "judged")
    commands = parser.add_subparsers(required=True)
    for command in (_prepare, _measure, _record, _report, _all):
        sub = commands.add_parser(command.__name__[1:], help=command.__doc__)
        sub.set_defaults(command=command, only=None)
        if command is _measure:
            sub.add_argument("--only", choices=CHECKERS, help="run this checker alone")
        sub.add_argument("names", nargs="*", metavar="NAME")
    return parser


def _chosen(packages: list[Corpus], names: list[str]) -> list[Corpus]:
    known = {package.name for package in packages}
    for name in names:
        if name not in known:
            raise CorpusError(f"no package is called {name!r}")
    return [package for package in packages if not names or package.name in names]


def _prepare(packages: list[Corpus], args: argparse.Namespace) -> int:
    """unpack packages, install their environments and the checkers"""
    _installed_tools(args)
    for package in packages:
        fetch(package, args.cache)
        install_package_environment(package, args.environments, args.cache)
        print(f"{package.name} {package.version}: there", flush=True)
    return 0


def _measure(packages: list[Corpus], args: argparse.Namespace) -> int:
    """run the checkers on prepared packages and keep what they say in the cache"""
    tools = _installed_tools(args)
    for package in packages:
        for name, checker in _wanted(args.only):
            run = checker(package, args.cache, tools)
            write_run(args.cache, name, run)
            said = f"{len(run.findings)} findings, {run.wall:.1f} s, {run.cpu:.1f} s of CPU"
            print(f"{package.name}: {name}: {said}", file=sys.stderr, flush=True)
    return 0


def _record(packages: list[Corpus], args: argparse.Namespace) -> int:
    """bring `judged/` up to date with the last measurement; new findings get no verdict"""
    for package in packages:
        judged = merge(read_judged(args.judged, package.name), _runs(package, args.cache))
        write_judged(args.judged, package.name, judged)
    return 0


def _report(packages: list[Corpus], args: argparse.Namespace) -> int:
    """show the figures of the last measurement, and every finding without a verdict"""
    runs = {package.name: _runs(package, args.cache) for package in packages}
    judged = {name: merge(read_judged(args.judged, name), runs[name]) for name in runs}
    print("\n".join(figures(runs, judged)))
    open_questions = [line for name in judged for line in _shown(name, judged[name], args.cache)]
    print("\n".join(open_questions) or "every finding has a verdict")
    return 1 if open_questions else 0


def _all(packages: list[Corpus], args: argparse.Namespace) -> int:
    """prepare, measure and report"""
    return _prepare(packages, args) or _measure(packages, args) or _report(packages, args)


def _installed_tools(args: argparse.Namespace) -> Tools:
    return install_tools(read_tools(args.packages), args.cache)


def _wanted(only: str | None) -> Iterator[tuple[str, Checker]]:
    return ((name, run) for name, run in CHECKERS.items() if only in {None, name})


def _runs(package: Corpus, cache: Path) -> dict[str, Run]:
    return {name: read_run(cache, package.name, name) for name in CHECKERS}


def _shown(package: str, judged: list[Judged], cache: Path) -> Iterator[str]:
    """The findings without a verdict, each with its line of source."""
    for found in unjudged(judged):
        path = cache / package / found.path
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        source = lines[found.line - 1].strip() if found.line <= len(lines) else ""
        tools = ", ".join(found.tools)
        yield f"unjudged: {package}/{found.path}:{found.line}: {tools}: {source}"


if __name__ == "__main__":
    sys.exit(main())
