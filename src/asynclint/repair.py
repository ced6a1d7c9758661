"""The fixes of a whole project: planned in memory, then written, each file at once.

A fix in one file can bring findings in another, so after each pass all files are checked again
as they would be, until a pass changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from asynclint import disk, parallel
from asynclint.engine import Report
from asynclint.mending import Asked, Wanted, mend, yes
from asynclint.model import Finding
from asynclint.session import Session

PASSES = 10

Read = Callable[[str], bytes]
Order = Callable[[Session, Sequence[str]], list[str]]


def by_path(session: Session, paths: Sequence[str]) -> list[str]:
    """Files by their names."""
    return sorted(paths)


class Change(NamedTuple):
    """One file before and after."""

    before: bytes
    after: bytes


class Repair(NamedTuple):
    """What a run of fixes came to. `report` is about the files as they would be; `changes` are
    by path as shown; `made` are the findings that were fixed, `refused` the fixes not made."""

    report: Report
    changes: dict[str, Change]
    made: list[Finding]
    refused: list[str]

    def read(self, path: str) -> bytes | None:
        """The contents of a file as the report sees it; None when it cannot be read."""
        by_place = {os.path.abspath(shown): change for shown, change in self.changes.items()}
        change = by_place.get(os.path.abspath(path))
        return change.after if change else disk.read_or_none(path)


class Plan:
    """Fixes in the making. `open_` gives a session that reads files as it is told; `order` says
    in which order files with fixes are done."""

    def __init__(
        self,
        open_: Callable[[Read], Session],
        files: Sequence[str],
        wanted: Wanted,
        *,
        ask: Asked = yes,
        jobs: int = 0,
        progress: parallel.Progress = lambda done, total: None,
        order: Order = by_path,
    ) -> None:
        self._open = open_
        self._files = files
        self._wanted = wanted
        self._ask = ask
        self._jobs = jobs
        self._progress = progress
        self._order = order
        self._texts: dict[str, bytes] = {}
        self._before: dict[str, bytes] = {}
        self._made: list[Finding] = []
        self._refused: dict[str, list[str]] = {}

    def run(self, passes: int = PASSES) -> Repair:
        """Make fixes until none is left, or as many passes."""
        report = self._check()
        for _ in range(passes):
            if not self._mend(report):
                break
            report = self._check()
        refused = [line for path in sorted(self._refused) for line in self._refused[path]]
        return Repair(report, self._changes(), self._made, refused)

    def _check(self) -> Report:
        self._session = self._open(self._read)
        return parallel.check(
            self._session,
            self._files,
            jobs=self._jobs,
            progress=self._progress,
            texts=self._texts,
        )

    def _mend(self, report: Report) -> bool:
        """Whether some file changed."""
        fixable = {finding.path for finding in report.findings if self._is_wanted(finding)}
        changed = False
        for path in self._order(self._session, sorted(fixable)):
            full = os.path.abspath(path)
            data = self._read(full)
            mended = mend(self._session, path, data, self._wanted, self._ask)
            self._refused[path] = mended.refused
            if mended.data != data:
                changed = True
                self._before.setdefault(path, data)
                self._texts[full] = mended.data
                self._made += mended.made
        return changed

    def _is_wanted(self, finding: Finding) -> bool:
        return finding.fix is not None and self._wanted(finding)

    def _read(self, path: str) -> bytes:
        text = self._texts.get(path)
        return disk.read(path) if text is None else text

    def _changes(self) -> dict[str, Change]:
        pairs = ((path, Change(was, self._read(os.path.abspath(path))))
                 for path, was in sorted(self._before.items()))
        return {path: change for path, change in pairs if change.before != change.after}


def write(changes: Mapping[str, Change]) -> list[str]:
    """Write changed files; what could not be written, and why. The others are written."""
    failures = []
    for path, change in changes.items():
        try:
            disk.replace(path, change.after, change.before)
        except OSError as error:
            reason = error.strerror or str(error)
            failures.append(f"{path}: not written: {reason}")
    return failures
