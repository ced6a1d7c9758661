"""Real packages, migrated: what is safe is converted, and their own tests must pass as before.

    migrating.py [NAME ...]      all packages of `migrating.toml`, or some

Each sdist is unpacked and installed into an environment of its own, its tests run, `asynclint
migrate --to anyio --apply --dependencies` converts what is safe, and the tests run again. Every
test must come to the same end as before. Status 1 when one does not, none passed, or nothing was
converted.

`--requires-python` says which Pythons the packages are taken to support, where more is safe from
3.11 on than they say; `--keep FOLDER` keeps the migrated packages.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import tomli
from archives import Corpus, CorpusError, fetch

HERE = Path(__file__).parent
_REQUIRES = re.compile(r"(requires-python|python_requires)(\s*=\s*[\"']?)>=\s*3\.\d+")


class Package(NamedTuple):
    """A pinned sdist, what its tests need, and what pytest is given."""

    corpus: Corpus
    needs: Sequence[str]
    tests: Sequence[str]


class Outcome(NamedTuple):
    """How the tests of a package ended before and after, by test, and what was converted."""

    before: Mapping[str, str]
    after: Mapping[str, str]
    converted: Mapping[str, int]
    files: int
    left: int


def main(argv: Sequence[str] | None = None) -> int:
    """Migrate the packages; 0 all tests ended as before, 1 some did not, 2 something failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = os.environ.get("ASYNCLINT_CORPORA") or "~/.cache/asynclint-corpora"
    parser.add_argument("--cache", type=Path, default=Path(default).expanduser())
    parser.add_argument("--requires-python", metavar="VERSION")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("names", nargs="*", metavar="NAME")
    args = parser.parse_args(argv)
    wrong = 0
    for package in packages():
        if args.names and package.corpus.name not in args.names:
            continue
        try:
            found = migrated(package, args.cache, args.requires_python, args.keep)
        except (CorpusError, OSError) as error:
            print(f"migrating: {package.corpus.name}: {error}", file=sys.stderr)
            return 2
        wrong += _told(package, found)
    return 1 if wrong else 0


def packages() -> list[Package]:
    """The packages of `migrating.toml`."""
    entries = tomli.loads((HERE / "migrating.toml").read_text(encoding="utf-8"))["package"]
    return [
        Package(
            Corpus(entry["name"], entry["version"], "sdist", entry["sha256"], {}),
            entry["needs"],
            entry["tests"],
        )
        for entry in entries
    ]


def migrated(
    package: Package, cache: Path, requires: str | None, keep: Path | None
) -> Outcome:
    """Run the tests of a package, migrate it, and run them again."""
    cache.mkdir(parents=True, exist_ok=True)
    fetch(package.corpus, cache)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / package.corpus.name
        shutil.copytree(cache / package.corpus.name, folder)
        if requires:
            _require(folder, requires)
        python = _environment(Path(place) / "environment")
        needs = [*package.needs, "anyio>=4"]
        _run([python, "-m", "pip", "install", "-q", "-e", str(folder), *needs], folder)
        before = _tests(python, package, folder)
        report = _migrate(folder)
        after = _tests(python, package, folder)
        if keep:
            shutil.copytree(folder, keep / package.corpus.name, dirs_exist_ok=True)
    rows = [row for row in report["files"] if row["converted"]]
    return Outcome(before, after, report["converted"], len(rows), len(report["left"]))


def _require(folder: Path, version: str) -> None:
    for name in ("pyproject.toml", "setup.cfg", "setup.py"):
        path = folder / name
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(_REQUIRES.sub(rf"\1\2>={version}", text), encoding="utf-8")


def _environment(folder: Path) -> str:
    venv.create(folder, with_pip=True)
    return str(folder / ("Scripts" if os.name == "nt" else "bin") / "python")


def _migrate(folder: Path) -> dict[str, list[dict[str, int]]]:
    command = [sys.executable, "-m", "asynclint", "migrate", "--to", "anyio", "--apply"]
    command += ["--python", "none"]
    done = _run([*command, "--format", "json"], folder)
    report: dict[str, list[dict[str, int]]] = json.loads(done)
    # Not every package declares its requirements where they can be added to.
    subprocess.run([*command, "--dependencies"], cwd=folder, capture_output=True, check=False)
    return report


def _tests(python: str, package: Package, folder: Path) -> dict[str, str]:
    """How each test ended: passed, failed, error or skipped."""
    report = folder / "report.xml"
    command = [python, "-m", "pytest", "-q", *package.tests]
    command += ["--junitxml", str(report)]
    subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=900)
    if not report.is_file():
        raise CorpusError("pytest wrote no report")
    cases = ElementTree.parse(report).getroot().iter("testcase")
    found = {f"{case.get('classname')}::{case.get('name')}": _end(case) for case in cases}
    report.unlink()
    return found


def _end(case: ElementTree.Element) -> str:
    ends = ("failure", "error", "skipped")
    return next((child.tag for child in case if child.tag in ends), "passed")


def _run(command: Sequence[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["nothing on stderr"])[-1]
        raise CorpusError(f"{' '.join(command[:4])}: {last[:300]}")
    return done.stdout


def _told(package: Package, found: Outcome) -> int:
    """Print what came of a package; how many things are wrong."""
    changed = [
        f"{test}: {found.before.get(test, 'not there')} -> {found.after.get(test, 'not there')}"
        for test in sorted({*found.before, *found.after})
        if found.before.get(test) != found.after.get(test)
    ]
    corpus, total = package.corpus, sum(found.converted.values())
    print(
        f"{corpus.name} {corpus.version}: {total} places in {found.files} files converted, "
        f"{found.left} left; {_ends(found.before)} before, {_ends(found.after)} after",
        flush=True,
    )
    for name, count in sorted(found.converted.items(), key=lambda item: -item[1]):
        print(f"  {count:>4}  {name}")
    for line in changed:
        print(f"  CHANGED {line}")
    return len(changed) + (total == 0) + ("passed" not in found.before.values())


def _ends(ends: Mapping[str, str]) -> str:
    counts = Counter(ends.values())
    return ", ".join(f"{counts[end]} {end}" for end in sorted(counts)) or "no tests"


if __name__ == "__main__":
    sys.exit(main())
