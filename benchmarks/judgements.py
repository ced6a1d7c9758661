"""What somebody who read the source said of every finding: the files of `judged/`.

One entry per line of code. `tools` and `rules` say who reported it in the last recorded
measurement; `verdict` and `reason` are written by people and survive every recording. An entry
that no tool reports any more keeps its verdict, so that a finding which comes back is known.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import tomli
from archives import CorpusError
from checkers import Run

TRUE, INTENDED, FALSE, UNJUDGED = "true", "intended", "false", ""
VERDICTS = frozenset({TRUE, INTENDED, FALSE, UNJUDGED})


class Judged(NamedTuple):
    """One line with a finding. `true`: the coroutine should have been awaited, or the code
    cannot work; `intended`: so written on purpose, in a test of the warning for instance;
    `false`: the report is wrong."""

    path: str
    line: int
    tools: tuple[str, ...]
    rules: tuple[str, ...]
    verdict: str = UNJUDGED
    reason: str = ""


def read_judged(folder: Path, package: str) -> list[Judged]:
    """The entries of one package in order of place; none when it has no file."""
    path = folder / f"{package}.toml"
    if not path.is_file():
        return []
    try:
        document = tomli.loads(path.read_text(encoding="utf-8"))
    except tomli.TOMLDecodeError as error:
        raise CorpusError(f"{path.name}: {error}") from error
    return sorted(_entry(entry, path.name) for entry in document.get("finding", []))


def write_judged(folder: Path, package: str, judged: Iterable[Judged]) -> None:
    """One block per entry, in order of place."""
    folder.mkdir(exist_ok=True)
    text = "\n".join(_block(found) for found in sorted(judged))
    (folder / f"{package}.toml").write_text(text, encoding="utf-8")


def merge(judged: Iterable[Judged], runs: Mapping[str, Run]) -> list[Judged]:
    """The entries with the tools and rules of these runs; what is new has no verdict."""
    entries = {(found.path, found.line): found for found in judged}
    tools: dict[tuple[str, int], set[str]] = {}
    rules: dict[tuple[str, int], set[str]] = {}
    for name, run in runs.items():
        for report in run.findings:
            place = (report.path, report.line)
            tools.setdefault(place, set()).add(name)
            rules.setdefault(place, set()).add(report.rule)
    return sorted(
        Judged(
            *place,
            tuple(sorted(tools.get(place, ()))),
            tuple(sorted(rules.get(place, ()))),
            *((entries[place].verdict, entries[place].reason) if place in entries else ()),
        )
        for place in {*entries, *tools}
    )


def unjudged(judged: Iterable[Judged]) -> list[Judged]:
    return [found for found in judged if found.verdict == UNJUDGED]


def _entry(entry: Mapping[str, object], file: str) -> Judged:
    try:
        found = Judged(**entry)  # type: ignore[arg-type]
    except TypeError as error:
        raise CorpusError(f"{file}: {error}") from error
    if found.verdict not in VERDICTS:
        raise CorpusError(f"{file}: {found.path}:{found.line}: no verdict is {found.verdict!r}")
    if found.verdict and not found.reason:
        raise CorpusError(f"{file}: {found.path}:{found.line}: a verdict needs a reason")
    return found._replace(tools=tuple(found.tools), rules=tuple(found.rules))


def _block(found: Judged) -> str:
    values = {key: json.dumps(value, ensure_ascii=False) for key, value in found._asdict().items()}
    return "[[finding]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
