"""The oracle: programs are made, run and linted, and what disagrees is made small and shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from programs.drafts import Files, draft
from programs.filling import filled
from programs.running import Run, run, write
from programs.shrinking import shown, shrunk
from programs.verdicts import Missed, Said, false_alarms, losses, said


class Compared(NamedTuple):
    """What came of a program: its text, its run, what asynclint says, and where that is wrong."""

    seed: int
    files: Files
    run: Run
    found: list[Said]
    alarms: list[Said]
    losses: list[Missed]


def compared(seeds: Iterable[int]) -> list[Compared]:
    """The programs of some seeds. Those that raise are among them, with an error in their run."""
    drafts = [draft(seed) for seed in seeds]
    kinds = [ran.kinds for ran, _ in _ran([each.probed() for each in drafts])]
    programs = [filled(each, seen) for each, seen in zip(drafts, kinds, strict=True)]
    answers = _ran(programs, lint=True)
    return [
        _compared(each.seed, files, ran, found)
        for each, files, (ran, found) in zip(drafts, programs, answers, strict=True)
    ]


def _compared(seed: int, files: Files, ran: Run, found: list[Said]) -> Compared:
    alarms = false_alarms(found, ran, files)
    return Compared(seed, files, ran, found, alarms, losses(found, ran, files))


def report(case: Compared) -> str:
    """The false alarms of a program, with the smallest program that shows the first of them."""
    code = case.alarms[0].code

    def shows(programs: Sequence[Files]) -> list[bool]:
        return [
            any(alarm.code == code for alarm in false_alarms(found, ran, files))
            for files, (ran, found) in zip(programs, _ran(programs, lint=True), strict=True)
        ]

    alarms = "\n".join(f"{a.path}:{a.line}: {a.code} {a.message}" for a in case.alarms)
    return f"seed {case.seed}\n{alarms}\nfor example:\n{shown(shrunk(case.files, shows))}"


def _ran(programs: Sequence[Files], *, lint: bool = False) -> list[tuple[Run, list[Said]]]:
    """Run programs in one process; what asynclint says about those that came to their end."""
    with TemporaryDirectory() as place:
        folders = [Path(place).resolve() / str(number) for number in range(len(programs))]
        for folder, files in zip(folders, programs, strict=True):
            write(folder, files)
        runs = run(folders)
        return [
            (ran, said(folder, files) if lint and not ran.error else [])
            for folder, files, ran in zip(folders, programs, runs, strict=True)
        ]
