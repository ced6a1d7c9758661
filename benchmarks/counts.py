"""How many findings each rule has on each corpus: measured, agreed on, compared.

`findings/<rule-name>.toml` holds the counts last agreed on. Its `read` and `true` are written by
people: how many findings were read in their source, and how many of those were right. They
survive every rewriting.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import tomli
from archives import Corpus, CorpusError

# `python -m asynclint` without the current folder on the path: the run stands in a folder of
# strangers, whose `json.py` or `asyncio/` must not be imported.
COMMAND = """
import sys
sys.path[:] = [folder for folder in sys.path if folder]
from runpy import run_module
run_module("asynclint", run_name="__main__", alter_sys=True)
"""


class Place(NamedTuple):
    """One finding of one corpus; `path` is relative to the folder of the corpus."""

    corpus: str
    path: str
    line: int
    column: int
    code: str
    name: str
    message: str


class Agreed(NamedTuple):
    """What a findings file says about one rule. `counts` has no zeros."""

    code: str
    counts: Mapping[str, int]
    read: int = 0
    true: int = 0


class Measured(NamedTuple):
    """One run on one corpus; `errors` are what the command could not do."""

    places: list[Place]
    files: int
    errors: list[str]


def measure(
    corpus: Corpus, cache: Path, select: str, *, prefilter: bool = True
) -> Measured:
    """Lint one unpacked corpus and keep the report in the cache for `places`. Without the
    `prefilter` every file is parsed, which must change nothing."""
    folder = cache / corpus.name
    if not folder.is_dir():
        raise CorpusError(f"{corpus.name} is not unpacked; run `fetch {corpus.name}` first")
    with tempfile.TemporaryDirectory() as place:
        settings = Path(place) / "asynclint.toml"
        settings.write_text(settings_text(corpus.options), encoding="utf-8")
        command = [sys.executable, "-c", COMMAND, "check", "--no-cache"]
        command += ["--output-format", "json", "--select", select]
        command += [] if prefilter else ["--no-prefilter"]
        command += ["--config", str(settings), "."]
        run = subprocess.run(
            command, check=False, capture_output=True, text=True, cwd=folder, env=_environment()
        )
    try:
        report = json.loads(run.stdout)
    except ValueError as error:
        last = (run.stderr.strip().splitlines() or ["nothing on stderr"])[-1]
        raise CorpusError(f"{corpus.name}: status {run.returncode}: {last[:300]}") from error
    _report_path(corpus.name, cache).write_text(run.stdout, encoding="utf-8")
    return Measured(report_places(corpus.name, report), report["files"], _errors(report))


def places(corpus: Corpus, cache: Path) -> list[Place]:
    """The findings of the last `measure` of a corpus, in order of path and place."""
    path = _report_path(corpus.name, cache)
    if not path.is_file():
        raise CorpusError(f"{corpus.name} has no report; run `lint {corpus.name}` first")
    return report_places(corpus.name, json.loads(path.read_text(encoding="utf-8")))


def tally(found: Iterable[Place]) -> dict[str, Agreed]:
    """Counts per rule name and corpus."""
    codes: dict[str, str] = {}
    counts: dict[str, dict[str, int]] = {}
    for place in found:
        codes[place.name] = place.code
        of_rule = counts.setdefault(place.name, {})
        of_rule[place.corpus] = of_rule.get(place.corpus, 0) + 1
    return {name: Agreed(codes[name], counts[name]) for name in sorted(counts)}


def read_agreed(folder: Path) -> dict[str, Agreed]:
    """The counts last agreed on, per rule name; none when the folder does not exist."""
    return {path.stem: _read_one(path) for path in sorted(folder.glob("*.toml"))}


def merge(
    agreed: Mapping[str, Agreed], today: Mapping[str, Agreed], linted: Iterable[str]
) -> dict[str, Agreed]:
    """Today's counts for the `linted` corpora, the agreed ones for all others."""
    linted = frozenset(linted)
    merged = {}
    for name in sorted({*agreed, *today}):
        old = agreed.get(name) or Agreed(today[name].code, {})
        new = today.get(name) or Agreed(old.code, {})
        kept = {corpus: n for corpus, n in old.counts.items() if corpus not in linted}
        merged[name] = Agreed(new.code, {**kept, **new.counts}, old.read, old.true)
    return merged


def write_agreed(folder: Path, agreed: Mapping[str, Agreed]) -> None:
    """One sorted file per rule; a rule that lost all its findings keeps an empty table."""
    folder.mkdir(exist_ok=True)
    for name, rule in agreed.items():
        # The name comes out of a report and becomes a file name.
        if not re.fullmatch(r"[a-z0-9-]+", name):
            raise CorpusError(f"{name!r} is not the name of a rule")
        (folder / f"{name}.toml").write_text(_agreed_text(rule), encoding="utf-8")


def differences(
    agreed: Mapping[str, Agreed], today: Mapping[str, Agreed], linted: Iterable[str]
) -> Iterator[str]:
    """One line for each count of the `linted` corpora that is not the agreed one."""
    corpora = sorted(linted)
    for name in sorted({*agreed, *today}):
        old = agreed[name].counts if name in agreed else {}
        new = today[name].counts if name in today else {}
        for corpus in corpora:
            before, now = old.get(corpus, 0), new.get(corpus, 0)
            if before != now:
                yield f"{name}: {corpus}: {before} -> {now} ({now - before:+d})"


def settings_text(options: Mapping[str, object]) -> str:
    """The options as TOML: strings, whole numbers, booleans and lists of them."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in options.items())


def _environment() -> dict[str, str]:
    """Relative folders of PYTHONPATH go on meaning the ones they mean here."""
    own = os.environ.get("PYTHONPATH", "")
    absolute = [str(Path(part).resolve()) for part in own.split(os.pathsep) if part]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(absolute)}


def _report_path(corpus: str, cache: Path) -> Path:
    return cache / f"{corpus}.findings.json"


def report_places(corpus: str, report: Mapping[str, list[Mapping[str, object]]]) -> list[Place]:
    """The findings of a report as JSON, in order of path and place."""
    return sorted(
        Place(
            corpus,
            Path(str(found["path"])).as_posix(),
            int(str(found["line"])),
            int(str(found["column"])),
            str(found["code"]),
            str(found["name"]),
            str(found["message"]),
        )
        for found in report["findings"]
    )


def _errors(report: Mapping[str, Iterable[object]]) -> list[str]:
    return [error if isinstance(error, str) else json.dumps(error) for error in report["errors"]]


def _read_one(path: Path) -> Agreed:
    try:
        document = tomli.loads(path.read_text(encoding="utf-8"))
        return Agreed(**document)
    except (tomli.TOMLDecodeError, TypeError) as error:
        raise CorpusError(f"{path.name}: {error}") from error


def _agreed_text(rule: Agreed) -> str:
    lines = [f'code = "{rule.code}"', f"read = {rule.read}", f"true = {rule.true}", "", "[counts]"]
    counted = sorted(rule.counts.items(), key=lambda count: count[0].lower())
    lines += [f"{_key(corpus)} = {number}" for corpus, number in counted if number]
    return "\n".join(lines) + "\n"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else json.dumps(text)


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, (str, int)):
        return json.dumps(value)
    raise CorpusError(f"an option cannot be {value!r}")
