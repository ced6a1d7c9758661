"""What asynclint says about programs that ran, compared with what happened.

A finding of the coroutine family says that a line loses a coroutine or cannot work. When the line
ran, the program came to its end, and every coroutine made there was awaited, it is a false alarm.
The lines of one hole count as one: a coroutine may be made on one line of it, and be taken for a
number on the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from asynclint.model import Finding
from asynclint.opening import opened
from programs.drafts import Files
from programs.running import Place, Run

# Findings that claim nothing that would show when the line runs.
ABOUT_DESIGN = {
    "ASL115": "a coroutine that leaves `try` or `with` is awaited elsewhere",
    "ASL143": "an override of another colour is a trap for callers",
    "ASL146": "a wrapper of another colour guards nothing, and runs",
}


class Said(NamedTuple):
    """A finding: its file, its line, and what it says."""

    path: str
    line: int
    code: str
    message: str


class Missed(NamedTuple):
    """A place where a coroutine was lost, and whether asynclint said so; what it was about."""

    place: Place
    topic: str
    is_found: bool


def said(folder: Path, files: Files) -> list[Said]:
    """The findings of the coroutine family; asynclint itself must not fail."""
    session = opened(str(folder), isolated=True, overrides={"select": ["ASL1"]})
    found: list[Said] = []
    for path in sorted(files):
        result = session.check_file(str(folder / path))
        assert result.failures == []
        found.extend(_said(path, finding) for finding in result.findings)
    return found


def false_alarms(found: Iterable[Said], run: Run, files: Files) -> list[Said]:
    """Findings that the run proves wrong."""
    if run.error:
        return []
    lost = {_hole(files, place) for places in run.unawaited for place in places}
    return [
        each
        for each in found
        if each.code not in ABOUT_DESIGN
        and (each.path, each.line) in run.lines
        and _hole(files, (each.path, each.line)) not in lost
    ]


def losses(found: Iterable[Said], run: Run, files: Files) -> list[Missed]:
    """The places where the run lost coroutines, each with whether a finding says so."""
    holes = {_hole(files, (each.path, each.line)) for each in found}
    lost: dict[Place | str, Missed] = {}
    for origin in run.unawaited:
        concerned = [_hole(files, place) for place in origin]
        hole = next((each for each in concerned if isinstance(each, str)), None)
        if hole:
            topic = hole.rpartition(" (")[0]
            lost[hole] = Missed(origin[0], topic, not holes.isdisjoint(concerned))
    return list(lost.values())


def _said(path: str, finding: Finding) -> Said:
    return Said(path, finding.start.line, finding.code, finding.message)


def _hole(files: Files, place: Place) -> Place | str:
    """The comment on a line of a hole, which names it; the line itself if it is of none."""
    path, line = place
    comment = files[path].splitlines()[line - 1].partition("  # ")[2]
    return comment if comment.endswith(")") else place
