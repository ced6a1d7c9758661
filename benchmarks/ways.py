"""The ways a run can go that must make no difference, and what was found on each."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from archives import CorpusError
from contenders import Ground
from counts import Place, report_places, settings_text
from metering import timed

SYNTAX = "syntax-error"
Found = Mapping[str, Sequence[Place]]

# A run on a platform that has no `fork`.
_AFRESH = "import os, sys; del os.fork; from asynclint.faces.cli import main; sys.exit(main())"


class Way(NamedTuple):
    """A command and its options. `times` it is run, in the end for what it says; `keeps` a cache
    between its runs. `seed` is that of the hashes."""

    name: str
    command: Sequence[str]
    options: Sequence[str] = ()
    keeps: bool = False
    times: int = 1
    seed: int = 0


def ways(commands: Mapping[str, str]) -> list[Way]:
    """The plain way, and all others; `commands` are those of asynclint by series of Python, the
    newest last."""
    newest = [list(commands.values())[-1]]
    python = str(Path(newest[0]).with_name("python"))
    return [
        Way("plain", newest, ("--no-prefilter", "--jobs=1")),
        Way("prefilter", newest, ("--jobs=1",)),
        Way("processes", newest, ("--jobs=2",)),
        Way("afresh", [python, "-c", _AFRESH], ("--jobs=2",)),
        Way("hashes", newest, ("--jobs=1",), seed=4),
        Way("cache", newest, keeps=True, times=2),
        *(
            Way(f"python-{series}", [command], ("--jobs=2",))
            for series, command in list(commands.items())[:-1]
        ),
    ]


def found(way: Way, ground: Ground) -> Found:
    """What a run finds with all rules, by file. CorpusError when it gives no report."""
    with tempfile.TemporaryDirectory() as place:
        settings = Path(place) / "asynclint.toml"
        settings.write_text(settings_text(ground.options), encoding="utf-8")
        command = [*way.command, "check", "--output-format=json", "--select=ALL"]
        command += [f"--config={settings}", *way.options, *ground.paths]
        command += [f"--cache-dir={place}/cache" if way.keeps else "--no-cache"]
        for _ in range(way.times):
            done = timed(command, ground.folder, {"PYTHONHASHSEED": str(way.seed)})
    try:
        report = json.loads(done.stdout)
    except ValueError as error:
        last = (done.stderr.strip() or "it said nothing").splitlines()[-1]
        raise CorpusError(f"{way.name}: status {done.status}: {last[:300]}") from error
    by_file: dict[str, list[Place]] = {}
    for each in report_places(ground.folder.name, report):
        by_file.setdefault(os.path.normpath(each.path), []).append(each)
    if report["errors"]:
        by_file["errors"] = [_failure(str(text)) for text in report["errors"]]
    return by_file


def _failure(text: str) -> Place:
    """What could not be done counts as found, for it must be the same too."""
    return Place("", "errors", 0, 0, "", "failure", text)
