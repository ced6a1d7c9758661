"""Moving a code base to another async library: which rules speak of it, in what order, how far.

A migration is a run of fixes. Modules that others import come first, so that what a module
calls is known in its new form.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from asynclint.codes import SYNTAX_ERROR
from asynclint.model import Finding
from asynclint.repair import Repair
from asynclint.requirements import Wanted
from asynclint.session import Session

_TO_ANYIO = (
    *("ASL311", "ASL601", "ASL602", "ASL603", "ASL604", "ASL605", "ASL606", "ASL607", "ASL608"),
    *("ASL609", "ASL610", "ASL611", "ASL612", "ASL613", "ASL614", "ASL615", "ASL616", "ASL617"),
    *("ASL618", "ASL624"),
)

# What is set for a run to each target.
SETTINGS: Mapping[str, Mapping[str, object]] = {
    "anyio": {"select": [*_TO_ANYIO, SYNTAX_ERROR], "async-library": "anyio"},
    "pytest-asyncio": {"select": ["ASL619", SYNTAX_ERROR]},
}


# What code that speaks a target depends on.
NEEDED: Mapping[str, Wanted] = {
    "anyio": Wanted("anyio", ">=4"),
    "pytest-asyncio": Wanted("pytest-asyncio", "", beside="pytest"),
}


class Row(NamedTuple):
    """How far one file is: places converted, places left."""

    path: str
    converted: int
    left: int


class Progress(NamedTuple):
    """How far a migration is. `converted` and `left` count places by rule."""

    rows: list[Row]
    converted: Counter[str]
    left: Counter[str]
    remaining: list[Finding]

    @property
    def percent(self) -> int:
        """Of all places the share that is converted, rounded down; 100 when there are none."""
        done, left = self.converted.total(), self.left.total()
        return 100 * done // (done + left) if done + left else 100


def progress(repair: Repair) -> Progress:
    """What a run of fixes came to, file by file."""
    remaining = [finding for finding in repair.report.findings if finding.code != SYNTAX_ERROR]
    done = Counter(finding.path for finding in repair.made)
    left = Counter(finding.path for finding in remaining)
    rows = [Row(path, done[path], left[path]) for path in sorted({*done, *left})]
    return Progress(
        rows,
        Counter(finding.name for finding in repair.made),
        Counter(finding.name for finding in remaining),
        remaining,
    )


def as_on_disk(findings: Sequence[Finding], repair: Repair) -> list[Finding]:
    """The findings at the lines they have before the planned changes. Where a line itself
    changes, the first one of what changes with it stands for it."""
    from difflib import SequenceMatcher

    lines: dict[str, list[int]] = {}
    for path, change in repair.changes.items():
        before, after = change.before.splitlines(), change.after.splitlines()
        found = lines[path] = [0] * (len(after) + 2)
        for _, old, old_end, new, new_end in SequenceMatcher(
            None, before, after, autojunk=False
        ).get_opcodes():
            same = old_end - old == new_end - new
            for index in range(new, new_end):
                found[index + 1] = old + 1 + (index - new if same else 0)
    return [
        _moved(finding, lines[finding.path][finding.start.line])
        if finding.path in lines
        else finding
        for finding in findings
    ]


def _moved(finding: Finding, line: int) -> Finding:
    rows = line - finding.start.line
    start, end = finding.start, finding.end
    return finding._replace(
        start=start._replace(line=line), end=end._replace(line=end.line + rows)
    )


def leaves_first(session: Session, paths: Sequence[str]) -> list[str]:
    """Files in an order in which, but for circles, each comes after those it imports."""
    by_place = {os.path.abspath(path): path for path in paths}
    ordered: dict[str, None] = {}
    visiting: set[str] = set()

    def imports(path: str) -> Iterator[str]:
        for found in session.imported_files(path):
            if found in by_place:
                yield found

    for start in sorted(by_place):
        stack = [(start, iter(sorted(imports(start))))]
        visiting.add(start)
        while stack:
            current, rest = stack[-1]
            following = next((path for path in rest if path not in visiting), None)
            if following is None:
                ordered.setdefault(by_place[current])
                stack.pop()
            else:
                visiting.add(following)
                stack.append((following, iter(sorted(imports(following)))))
    return list(ordered)
