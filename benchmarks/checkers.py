"""Run pyright, mypy and asynclint over one package, and say what they reported and took.

Every checker starts cold, in the folder of the package, and is asked for as little else as it
allows: pyright with everything but `reportUnusedCoroutine` off, mypy without its other complaints
being read. asynclint runs with the rules that are on by default, and what the coroutine family
says is kept. Nothing of the package is imported.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from archives import Corpus, CorpusError
from counts import COMMAND, settings_text
from environments import Tools, environment_of, python_of
from metering import timed

PYRIGHT_SETTINGS = {
    "include": ["."],
    "typeCheckingMode": "off",
    "reportMissingImports": "none",
    "reportUnusedCoroutine": "error",
}
MYPY_OPTIONS = [
    # Not the configuration of the package, which may look away or want plugins.
    *("--config-file", os.devnull),
    *("--cache-dir", os.devnull, "--no-incremental", "--output", "json"),
    *("--ignore-missing-imports", "--check-untyped-defs"),
    # Each file is a module named by its place, so two folders of tests do not clash.
    *("--namespace-packages", "--explicit-package-bases"),
    *("--enable-error-code", "unused-awaitable"),
]
MYPY_RULES = frozenset({"unused-coroutine", "unused-awaitable"})

# The coroutine family, and the dropped tasks that mypy calls an unused awaitable.
OURS = ("ASL1", "ASL201")


class Report(NamedTuple):
    """One finding of one checker; `path` is relative to the package, lines count from 1."""

    path: str
    line: int
    column: int
    rule: str
    message: str


class Run(NamedTuple):
    """One checker on one package. `wall` and `cpu` are seconds, children included."""

    package: str
    files: int
    wall: float
    cpu: float
    findings: list[Report]


Checker = Callable[[Corpus, Path, Tools], Run]


def pyright(package: Corpus, cache: Path, tools: Tools) -> Run:
    folder = cache / package.name
    settings = folder / ".asynclint-pyright.json"
    settings.write_text(json.dumps(PYRIGHT_SETTINGS), encoding="utf-8")
    python = python_of(environment_of(package, cache))
    command = [*tools.pyright, "--project", str(settings), "--pythonpath", str(python)]
    try:
        done = timed([*command, "--outputjson"], folder)
    finally:
        settings.unlink()
    said = _json(done.stdout, package, "pyright", done.stderr)
    found = [
        Report(
            _relative(item["file"], folder),
            item["range"]["start"]["line"] + 1,
            item["range"]["start"]["character"] + 1,
            item["rule"],
            item["message"].splitlines()[0],
        )
        for item in said["generalDiagnostics"]
        if item.get("rule") == "reportUnusedCoroutine"
    ]
    return Run(package.name, said["summary"]["filesAnalyzed"], done.wall, done.cpu, sorted(found))


def mypy(package: Corpus, cache: Path, tools: Tools) -> Run:
    folder = cache / package.name
    python = python_of(environment_of(package, cache))
    roots = os.pathsep.join(str(path) for path in (folder / "src", folder) if path.is_dir())
    done = timed(
        [*tools.mypy, *MYPY_OPTIONS, "--python-executable", str(python), "."],
        folder,
        {"MYPYPATH": roots},
    )
    # Status 2 is a run that was given up; 1 is a run with findings.
    if done.status not in (0, 1):
        raise CorpusError(f"{package.name}: mypy: {(done.stderr or done.stdout).strip()[:500]}")
    items = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found = {
        Report(item["file"], item["line"], item["column"] + 1, item["code"], item["message"])
        for item in items
        if item["code"] in MYPY_RULES
    }
    files = sum(1 for _ in folder.rglob("*.py"))
    return Run(package.name, files, done.wall, done.cpu, sorted(found))


def asynclint(package: Corpus, cache: Path, tools: Tools) -> Run:
    return _asynclint(package, cache, {"VIRTUAL_ENV": str(environment_of(package, cache))})


def asynclint_alone(package: Corpus, cache: Path, tools: Tools) -> Run:
    return _asynclint(package, cache, {})


# In the order in which they run and are shown.
CHECKERS: Mapping[str, Checker] = {
    "pyright": pyright,
    "mypy": mypy,
    "asynclint": asynclint,
    "asynclint-alone": asynclint_alone,
}


def write_run(cache: Path, checker: str, run: Run) -> None:
    path = _run_path(cache, run.package, checker)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(run), encoding="utf-8")


def read_run(cache: Path, package: str, checker: str) -> Run:
    """The last run of a checker on a package; CorpusError when there was none."""
    path = _run_path(cache, package, checker)
    if not path.is_file():
        raise CorpusError(f"{package}: {checker} did not run; run `measure {package}` first")
    *figures, found = json.loads(path.read_text(encoding="utf-8"))
    return Run(*figures, [Report(*item) for item in found])


def _asynclint(package: Corpus, cache: Path, environment: Mapping[str, str]) -> Run:
    folder = cache / package.name
    with tempfile.TemporaryDirectory() as place:
        settings = Path(place) / "asynclint.toml"
        settings.write_text(settings_text(package.options), encoding="utf-8")
        command = [sys.executable, "-c", COMMAND, "check", "--no-cache"]
        command += ["--output-format", "json", "--config", str(settings), "."]
        done = timed(command, folder, environment)
    said = _json(done.stdout, package, "asynclint", done.stderr)
    found = [
        Report(item["path"], item["line"], item["column"], item["code"], item["message"])
        for item in said["findings"]
        if item["code"].startswith(OURS)
    ]
    return Run(package.name, said["files"], done.wall, done.cpu, sorted(found))


def _json(text: str, package: Corpus, checker: str, stderr: str) -> dict[str, list[dict]]:
    try:
        return json.loads(text)
    except ValueError as error:
        last = (stderr.strip() or "it said nothing").splitlines()[-1]
        raise CorpusError(f"{package.name}: {checker}: {last[:300]}") from error


def _relative(path: str, folder: Path) -> str:
    return Path(path).resolve().relative_to(folder.resolve()).as_posix()


def _run_path(cache: Path, package: str, checker: str) -> Path:
    return cache / "runs" / f"{package}.{checker}.json"
