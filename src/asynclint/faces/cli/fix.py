"""`asynclint fix`: makes fixes and says nothing of the rest; with `-i` it asks before each."""

from __future__ import annotations

import argparse
import sys

from asynclint.faces.cli import fixing, running
from asynclint.mending import edited
from asynclint.model import Finding
from asynclint.output.diff import coloured, unified
from asynclint.output.escape import escape
from asynclint.output.escape import path as shown_path
from asynclint.repair import write
from asynclint.source import Source

_QUESTION = "Make this change? [y]es, [n]o, [a]ll that are left, [q]uit: "


def run(options: argparse.Namespace) -> int:
    """Fix what the options name and answer with the status; findings left are no failure."""
    running.spare_memory()
    ask = _Questions() if options.interactive else None
    accept = fixing.wanted(options.unsafe_fixes)
    if ask is None:
        repair, problems = fixing.planned(options, options.paths or ["."], accept)
    else:
        # What was declined would be asked about again in a second pass.
        repair, problems = fixing.planned(
            options, options.paths or ["."], accept, ask=ask, passes=1
        )
    failures = [*problems, *write(repair.changes), *repair.report.failures]
    print(fixing.made(repair.made, repair.changes))
    running.say([*repair.refused, *failures])
    return 2 if failures else 0


class _Questions:
    """Shows each change and asks for it, until told `all` or `quit`."""

    def __init__(self) -> None:
        self._always: bool | None = None
        self._declined: set[tuple[str, str, str]] = set()
        self._style = running.style()

    def __call__(self, finding: Finding, source: Source) -> bool:
        key = (finding.path, finding.message, source.lines.text(finding.start.line))
        if key in self._declined:
            return False
        if self._always is not None:
            return self._always
        self._show(finding, source)
        answer = self._answer()
        if answer in "aq":
            self._always = answer == "a"
        if answer == "n":
            self._declined.add(key)
        return answer in "ya"

    def _show(self, finding: Finding, source: Source) -> None:
        style, fix = self._style, finding.fix
        assert fix is not None
        place = f"{shown_path(finding.path)}:{finding.start.line}:{finding.start.column}"
        print(f"{style.bold(place)}: {style.code(finding.code)} {escape(finding.message)}")
        safety = "safe" if fix.safe else "unsafe: it can change behaviour"
        print(f"{escape(fix.title)} ({safety})")
        try:
            after = edited(source, fix.edits)
        except UnicodeEncodeError:  # refused later, with the reason
            return
        lines = coloured(unified(finding.path, source.data, after, 2), source.encoding, style)
        for number, line in enumerate(lines):
            if number >= 2:  # the name of the file has been said
                print(line)

    def _answer(self) -> str:
        """`y`, `n`, `a` or `q`; the end of input is `q`."""
        while True:
            print(self._style.bold(_QUESTION), end="", flush=True)
            line = sys.stdin.readline()
            if not line:
                print()
                return "q"
            word = line.strip().lower()
            if word and word in ("y", "yes", "n", "no", "a", "all", "q", "quit"):
                return word[0]
