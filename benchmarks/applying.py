"""All safe fixes on the corpora: what they change, and that they change nothing else.

    applying.py [NAME ...]       all corpora, or some

Each corpus is copied, the safe fixes of all rules are made by `asynclint check --fix-only`, and
then: every file that Python could read before it can read still; the edits of the fixes, put into
the text by a few lines of this file that know nothing of asynclint, give the very bytes that were
written, but for imports that nobody uses any more; a second run changes nothing; no file has more
findings of a rule than it had before, but where the page of the rule says so (`_BROUGHT`). Status
1 when anything is not so.

With `--to-anyio` only the rules of `asynclint migrate --to anyio` run, without it all others;
`--unsafe` makes all fixes; `--cache` is that of `corpora.py`.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from archives import Corpus, CorpusError, read_corpora
from counts import settings_text

from asynclint import discover
from asynclint.engine import Report
from asynclint.migration import SETTINGS
from asynclint.model import Finding
from asynclint.opening import opened
from asynclint.repair import Plan, Repair, write
from asynclint.session import Session
from asynclint.source import Source

HERE = Path(__file__).parent
# All rules but those of the migration, which change what a file is judged by.
_OTHERS: Mapping[str, object] = {"select": ["ALL"], "ignore": ["ASL60", "ASL61", "ASL624"]}
# Handlers are reported as soon as the code they guard awaits AnyIO, and sleeps of tests when they
# no longer stop the loop.
_BROUGHT = frozenset({"ASL617", "ASL750"})
Round = tuple[bytes, list[Finding]]


class Outcome(NamedTuple):
    """One corpus: how many findings were fixed in how many files, by rule, and what is wrong."""

    files: int
    changed: int
    fixed: Counter[str]
    refused: int
    wrong: list[str]


def main(argv: Sequence[str] | None = None) -> int:
    """Fix copies of the corpora; 0 all as it should be, 1 something is wrong, 2 no corpus."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("ASYNCLINT_CORPORA") or "~/.cache/asynclint-corpora"
    parser.add_argument("--cache", type=Path, default=Path(default).expanduser())
    parser.add_argument("--to-anyio", action="store_true", help="the rules of the migration")
    parser.add_argument("--unsafe", action="store_true", help="make the unsafe fixes, too")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args(argv)
    corpora = read_corpora(HERE / "corpora.toml")
    chosen = [corpus for corpus in corpora if not args.names or corpus.name in args.names]
    total: Counter[str] = Counter()
    wrong = 0
    for corpus in chosen:
        try:
            rules = SETTINGS["anyio"] if args.to_anyio else _OTHERS
            found = applied(corpus, args.cache, rules, unsafe=args.unsafe, jobs=args.jobs)
        except (CorpusError, OSError) as error:
            print(f"applying: {corpus.name}: {error}", file=sys.stderr)
            return 2
        total += found.fixed
        wrong += len(found.wrong)
        print(
            f"{corpus.name}: {found.fixed.total()} fixes in {found.changed} of {found.files} "
            f"files, {found.refused} refused, {len(found.wrong)} wrong",
            flush=True,
        )
        for line in found.wrong:
            print(f"  {line}", flush=True)
    for name, count in total.most_common():
        print(f"{count:>6}  {name}")
    print(f"{total.total()} fixes in {len(chosen)} corpora, {wrong} things wrong")
    return 1 if wrong else 0


def applied(
    corpus: Corpus, cache: Path, rules: Mapping[str, object], *, unsafe: bool, jobs: int
) -> Outcome:
    """Fix a copy of an unpacked corpus and look at what became of it."""
    if not (cache / corpus.name).is_dir():
        raise CorpusError("not unpacked; run `corpora.py fetch`")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / corpus.name
        shutil.copytree(cache / corpus.name, folder, symlinks=True)
        settings = Path(place) / "asynclint.toml"
        settings.write_text(settings_text({**corpus.options, **rules}), encoding="utf-8")
        start = os.getcwd()
        os.chdir(folder)
        try:
            return _applied(settings, unsafe=unsafe, jobs=jobs)
        finally:
            os.chdir(start)


def _applied(settings: Path, *, unsafe: bool, jobs: int) -> Outcome:
    asked: dict[str, list[Round]] = {}
    plan, files = _plan(settings, asked, unsafe=unsafe, jobs=jobs)
    repair = plan.run()
    before = Counter(map(_key, plan.reports[0]))
    failures = write(repair.changes)
    wrong = [*failures, *(f"failed: {line}" for line in repair.report.failures)]
    for path, change in repair.changes.items():
        wrong += _misread(path, change.before, change.after)
        wrong += _strayed(path, change.before, change.after, asked.get(path, []), repair.made)
    wrong += _news(before, repair)
    # The run has looked at all files until nothing changed; what it wrote is looked at again.
    again, _ = _plan(settings, {}, unsafe=unsafe, jobs=jobs, only=list(repair.changes))
    wrong += [f"{path}: a second run changes it" for path in again.run().changes]
    fixed = Counter(finding.name for finding in repair.made)
    return Outcome(len(files), len(repair.changes), fixed, len(repair.refused), wrong)


class _Recorded(Plan):
    """A plan that remembers what was found, before anything is changed and after each pass."""

    def _check(self) -> Report:
        report = super()._check()
        self.reports = [*getattr(self, "reports", []), report.findings]
        return report


def _plan(
    settings: Path,
    asked: dict[str, list[Round]],
    *,
    unsafe: bool,
    jobs: int,
    only: Sequence[str] | None = None,
) -> tuple[_Recorded, list[str]]:
    """A plan for the files below the current folder, which writes down what it is about to do."""

    def open_(read: object) -> Session:
        return opened(os.getcwd(), file=str(settings), read=read)  # type: ignore[arg-type]

    def ask(finding: Finding, source: Source) -> bool:
        rounds = asked.setdefault(finding.path, [])
        if not rounds or rounds[-1][0] != source.data:
            rounds.append((source.data, []))
        rounds[-1][1].append(finding)
        return True

    def wanted(finding: Finding) -> bool:
        return finding.fix is not None and (unsafe or finding.fix.safe)

    first = open_(_read)
    options = first.configuration.options_for
    paths = ["."] if only is None else only
    files = list(discover.files(paths, options, problem=lambda path, reason: None))
    return _Recorded(open_, files, wanted, ask=ask, jobs=jobs), files


def _read(path: str) -> bytes:
    return Path(path).read_bytes()


def _key(finding: Finding) -> tuple[str, str]:
    """Words may change with a fix, such as the library that advice names."""
    return finding.path, finding.code


def _misread(path: str, before: bytes, after: bytes) -> Iterator[str]:
    if path.endswith((".py", ".pyi")) and _compiles(before) and not _compiles(after):
        yield f"{path}: Python cannot read it any more"


def _compiles(data: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(data, "file", "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def _strayed(
    path: str, before: bytes, after: bytes, rounds: Sequence[Round], made: Sequence[Finding]
) -> Iterator[str]:
    """Whether something but the edits of the fixes that were made, and imports that nobody uses
    any more, changed a file."""
    done = {id(finding) for finding in made}
    now = before
    for data, findings in rounds:
        kept = [finding for finding in findings if id(finding) in done]
        if now != data and not _only_imports_went(now, data):
            yield f"{path}: changed outside the edits"
            return
        now = _spliced(path, data, kept)
    if now != after and not _only_imports_went(now, after):
        yield f"{path}: changed outside the edits"


def _spliced(path: str, data: bytes, findings: Sequence[Finding]) -> bytes:
    """The bytes with the edits in them: cut and paste from the end, each edit once."""
    source = Source(path, data, limit=1 << 40)
    text = source.text
    edits = {edit for finding in findings if finding.fix for edit in finding.fix.edits}
    mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    for edit in sorted(edits, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return mark + text.encode(source.encoding)


def _only_imports_went(before: bytes, after: bytes) -> bool:
    """Whether all that is missing are lines of imports, names in them and blank lines."""
    try:
        tree = ast.parse(before)
    except (SyntaxError, ValueError):
        return False
    imports = {
        line
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, start, end, other, last in changes:
        if kind == "equal":
            continue
        if last - other > end - start:
            return False
        if any(old[index].strip() and index + 1 not in imports for index in range(start, end)):
            return False
    return True


def _news(before: Mapping[tuple[str, str], int], repair: Repair) -> Iterator[str]:
    """Files with more findings of a rule than before, and what one of them says."""
    now = Counter(map(_key, repair.report.findings))
    for key, count in sorted(now.items()):
        if count > before.get(key, 0) and key[1] not in _BROUGHT:
            says = next(f.message for f in repair.report.findings if _key(f) == key)
            yield f"{key[0]}: {count - before.get(key, 0)} more of {key[1]}, such as: {says}"



if __name__ == "__main__":
    sys.exit(main())
