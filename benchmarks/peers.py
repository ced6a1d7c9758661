"""asynclint beside flake8-async and ruff: what these find on a line and asynclint does not.

    peers.py measure     run all three on unpacked corpora and keep what they say
    peers.py table       per code: what the peer found, what asynclint lacks of it, and in tests
    peers.py missing     what asynclint lacks, with the source around; `--code` names one code

All take names of corpora, last; none means all. A finding of a peer is lacking when no rule that
stands for its code (`Rule.also`, and two that share one) reports on its line. asynclint runs with
all rules, and is told by settings what the peers do unasked; all take Python 3.11 for the lowest.
`--peers` is the folder of the commands `flake8-async` and `ruff`. The cache is that of
`corpora.py`. Status 2: something could not be done.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from archives import Corpus, CorpusError, read_corpora
from counts import Place, measure, places
from samples import show

from asynclint import knowledge
from asynclint.session import all_rules

HERE = Path(__file__).parent
LIBRARIES = ("trio", "anyio", "asyncio")
CODES = knowledge.table("peers")
# What makes asynclint say all that the peers say without being asked.
TALKATIVE = {"target-version": "3.11", "include-methods": True, "busy-wait.any-condition": True}

# Rules that share a code with the one that carries it.
SHARED = {"S113": "unlimited-timeout", "UP041": "timeout-alias-elsewhere"}
# A file without these has nothing for flake8-async, which takes seconds for a large one.
_WORTH = re.compile(rb"async|await|trio|anyio|ExceptionGroup")
_LINE = re.compile(r"(.*?):(\d+):(\d+): (ASYNC\d+) (.*)")
_TEST = re.compile(r"(^|/)(tests?|_tests|testing)/|(^|/)(test_|conftest)|_test\.py$")
_TIMEOUT = 1200  # seconds


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 2 something went wrong."""
    args = _parser().parse_args(argv)
    command: Callable[[list[Corpus], argparse.Namespace], None] = args.command
    try:
        command(_chosen(args), args)
    except (CorpusError, OSError) as error:
        print(f"peers: {error}", file=sys.stderr)
        return 2
    return 0


def flake8_async(corpus: Corpus, cache: Path, commands: Path) -> Iterator[Place]:
    """What flake8-async says, with the library that most files of the corpus import as the one
    it takes for granted; what it breaks at is told on stderr and left out."""
    folder = cache / corpus.name
    files = _worth(folder)
    library = _library(files)
    command = [str(commands / "flake8-async"), "--enable", ",".join(CODES["flake8_async"]["codes"])]
    command += [f"--{library}"] if library != "trio" else []
    names = [path.relative_to(folder).as_posix() for path in files]
    for line in _said(command, names, folder):
        if found := _LINE.fullmatch(line):
            path, row, column, code, message = found.groups()
            yield Place(corpus.name, path, int(row), int(column), code, "flake8-async", message)


def ruff(corpus: Corpus, cache: Path, commands: Path) -> Iterator[Place]:
    """What ruff says, its own rules and those of other plugins that asynclint has too."""
    folder = cache / corpus.name
    command = [str(commands / "ruff"), "check", "--isolated", "--no-cache", "--preview"]
    command += ["--select", ",".join(CODES["ruff"]["codes"]), "--target-version", "py311"]
    command += ["--output-format", "json", "."]
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=folder)
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        raise CorpusError(f"{corpus.name}: ruff: {done.stderr.strip()[-300:]}") from error
    for found in report:
        path = Path(found["filename"]).resolve().relative_to(folder.resolve()).as_posix()
        row, column = found["location"]["row"], found["location"]["column"]
        if found["code"] in _standing():
            yield Place(corpus.name, path, row, column, found["code"], "ruff", found["message"])


PEERS = {"flake8-async": flake8_async, "ruff": ruff}


def lacking(theirs: Sequence[Place], ours: Sequence[Place]) -> list[Place]:
    """The findings of peers on whose line no rule that stands for their code has one."""
    rules = _standing()
    reported = {(place.corpus, place.path, place.line, place.name) for place in ours}
    return [
        place
        for place in theirs
        if not any((*place[:3], name) in reported for name in rules.get(place.code, ()))
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("ASYNCLINT_CORPORA") or "~/.cache/asynclint-corpora"
    parser.add_argument("--cache", type=Path, default=Path(default).expanduser())
    parser.add_argument("--corpora", type=Path, default=HERE / "corpora.toml")
    commands = parser.add_subparsers(required=True)
    for command in (_measure, _table, _missing):
        sub = commands.add_parser(command.__name__[1:])
        sub.set_defaults(command=command)
        if command is _measure:
            sub.add_argument("--peers", type=Path, default=Path(sys.executable).parent)
            sub.add_argument("--only", choices=("asynclint", *PEERS), help="run this one alone")
        else:
            sub.add_argument("--code", help="this code alone")
            sub.add_argument("--peer", choices=PEERS, help="this peer alone")
        sub.add_argument("names", nargs="*", metavar="NAME")
    return parser


def _chosen(args: argparse.Namespace) -> list[Corpus]:
    corpora = read_corpora(args.corpora)
    unknown = {*args.names} - {corpus.name for corpus in corpora}
    if unknown:
        raise CorpusError(f"no corpus is called {min(unknown)!r}")
    return [corpus for corpus in corpora if not args.names or corpus.name in args.names]


def _measure(corpora: list[Corpus], args: argparse.Namespace) -> None:
    for corpus in corpora:
        for name, peer in PEERS.items():
            if args.only in (None, name):
                found = list(peer(corpus, args.cache, args.peers))
                _path(corpus, name, args.cache).write_text(json.dumps(found), encoding="utf-8")
                print(f"{corpus.name}: {name}: {len(found)}", file=sys.stderr, flush=True)
        if args.only in (None, "asynclint"):
            spoken = {"async-library": _library(_worth(args.cache / corpus.name))}
            asked = corpus._replace(options={**spoken, **corpus.options, **TALKATIVE})
            count = len(measure(asked, args.cache, "ALL").places)
            print(f"{corpus.name}: asynclint: {count}", file=sys.stderr, flush=True)


def _table(corpora: list[Corpus], args: argparse.Namespace) -> None:
    theirs, ours = _read(corpora, args)
    found = Counter((place.name, place.code) for place in theirs)
    lost = lacking(theirs, ours)
    missed = Counter((place.name, place.code) for place in lost)
    in_tests = Counter((place.name, place.code) for place in lost if _TEST.search(place.path))
    print(f"{'peer':<12} {'code':<9} {'found':>6} {'lacking':>8} {'of tests':>9}")
    for key in sorted(found):
        counts = f"{found[key]:>6} {missed[key]:>8} {in_tests[key]:>9}"
        print(f"{key[0]:<12} {key[1]:<9} {counts}")


def _missing(corpora: list[Corpus], args: argparse.Namespace) -> None:
    found = lacking(*_read(corpora, args))
    for place in found:
        print(place.code, show(place, args.cache))
    print(f"{len(found)} findings that asynclint lacks")


def _read(corpora: list[Corpus], args: argparse.Namespace) -> tuple[list[Place], list[Place]]:
    theirs = []
    for corpus in corpora:
        for name in PEERS:
            path = _path(corpus, name, args.cache)
            if not path.is_file():
                raise CorpusError(f"{corpus.name}: {name} did not run; `measure` it first")
            theirs += [Place(*row) for row in json.loads(path.read_text(encoding="utf-8"))]
    ours = [place for corpus in corpora for place in places(corpus, args.cache)]
    return [
        place
        for place in theirs
        if args.code in (None, place.code) and args.peer in (None, place.name)
    ], ours


def _path(corpus: Corpus, peer: str, cache: Path) -> Path:
    return cache / f"{corpus.name}.{peer}.json"


def _standing() -> Mapping[str, list[str]]:
    """For each code of a peer the names of the rules that stand for it."""
    found: dict[str, list[str]] = {}
    for rule in all_rules():
        for code in rule.also:
            found.setdefault(code, []).append(rule.name)
    for code, name in SHARED.items():
        found[code].append(name)
    return found


def _worth(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if _WORTH.search(path.read_bytes()))


def _library(files: Sequence[Path]) -> str:
    """The async library that most of some files import; asyncio where none does."""
    imported: Counter[str] = Counter()
    for path in files:
        text = path.read_bytes()
        for library in LIBRARIES:
            if re.search(rf"^\s*(import|from) {library}\b".encode(), text, re.MULTILINE):
                imported[library] += 1
    return imported.most_common(1)[0][0] if imported else "asyncio"


def _said(command: list[str], files: list[str], folder: Path) -> Iterator[str]:
    """The lines that a command prints for some files; halves where it breaks at one of them."""
    if not files:
        return
    try:
        done = subprocess.run(
            [*command, *files],
            check=False, capture_output=True, text=True, cwd=folder, timeout=_TIMEOUT,
        )  # fmt: skip
        if done.returncode in (0, 1) and "Traceback" not in done.stderr:
            yield from done.stdout.splitlines()
            return
        reason = (done.stderr.strip().splitlines() or ["it said nothing"])[-1][:200]
    except subprocess.TimeoutExpired:
        reason = f"it took more than {_TIMEOUT} s"
    if len(files) == 1:
        print(f"{folder.name}/{files[0]}: {Path(command[0]).name}: {reason}", file=sys.stderr)
        return
    middle = len(files) // 2
    for half in (files[:middle], files[middle:]):
        yield from _said(command, half, folder)


if __name__ == "__main__":
    sys.exit(main())
