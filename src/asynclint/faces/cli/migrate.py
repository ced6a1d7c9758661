"""`asynclint migrate`: converts what can be converted, says what is left and why."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator
from functools import partial

from asynclint import disk
from asynclint.faces.cli import dashboard, fixing, running
from asynclint.migration import NEEDED, SETTINGS, Progress, Row, as_on_disk, leaves_first, progress
from asynclint.model import Finding
from asynclint.output import concise
from asynclint.output.escape import path as shown_path
from asynclint.output.style import Style
from asynclint.output.summary import closing
from asynclint.repair import Change, Repair, write
from asynclint.requirements import Added, added

_HEADS = ("file", "converted", "left", "done")


def run(options: argparse.Namespace) -> int:
    """Plan or make a migration, print it, answer with the status."""
    running.spare_memory()
    options.select = options.ignore = options.extend_select = None
    repair, problems = fixing.planned(
        options,
        options.paths or ["."],
        fixing.wanted(options.unsafe_fixes),
        settings=SETTINGS[options.to],
        order=leaves_first,
    )
    failures = [*problems, *repair.report.failures]
    declared = _declared(options) if options.dependencies else None
    if options.apply:
        failures += write(repair.changes)
        failures += write(_changes(declared))
    else:
        report = repair.report
        shifted = as_on_disk(report.findings, repair)
        repair = repair._replace(report=report._replace(findings=shifted))
    found = progress(repair)
    for line in _SHOWN[options.format](found, repair, options):
        print(line)
    if declared:
        print(_told(declared, options), file=sys.stderr)
    elif options.dependencies:
        needed = NEEDED[options.to]
        failures.append(f"no file declares dependencies; {needed.name}{needed.releases} is needed")
    running.say([*repair.refused, *failures])
    return 2 if failures else 1 if options.check and found.remaining else 0


def _declared(options: argparse.Namespace) -> Added | None:
    """The file of the project that declares what the target needs, with it; by its whole path."""
    root = disk.root_of((options.paths or ["."])[0])
    read = partial(_read, root)
    found = added(read, NEEDED[options.to])
    return found and found._replace(path=os.path.relpath(os.path.join(root, found.path)))


def _read(root: str, path: str) -> bytes | None:
    return disk.read_or_none(os.path.join(root, path))


def _changes(declared: Added | None) -> dict[str, Change]:
    if declared is None or declared.before == declared.after:
        return {}
    return {declared.path: Change(declared.before, declared.after)}


def _told(declared: Added, options: argparse.Namespace) -> str:
    needed, path = NEEDED[options.to], shown_path(declared.path)
    if declared.before == declared.after:
        return f"{path} names {needed.name} already"
    verb = "depends" if options.apply else "would depend"
    return f"{path} {verb} on {needed.name}{needed.releases}"


def _text(found: Progress, repair: Repair, options: argparse.Namespace) -> Iterator[str]:
    style = running.style()
    left = [_explained(finding, options.unsafe_fixes) for finding in found.remaining]
    if left:
        report = repair.report._replace(findings=left)
        yield from (
            line for line in concise.lines(report, repair.read, style) if line != closing(report)
        )
        yield ""
    if found.rows:
        yield from _table(found, style)
        yield ""
    if found.converted:
        yield from _counts("Converted" if options.apply else "To convert", found.converted)
    if found.left:
        yield from _counts("Left", found.left)
    yield _last(found, options)


def _explained(finding: Finding, unsafe: bool) -> Finding:
    """A finding that says how it can be converted all the same."""
    if finding.fix is None or unsafe or finding.fix.safe:
        return finding
    return finding._replace(message=f"{finding.message} (--unsafe-fixes: {finding.fix.title})")


def _table(found: Progress, style: Style) -> Iterator[str]:
    total = Row("all files", found.converted.total(), found.left.total())
    rows = [
        (shown_path(row.path), f"{row.converted:,}", f"{row.left:,}", f"{_percent(row)} %")
        for row in (*found.rows, total)
    ]
    widths = [max(len(row[column]) for row in (_HEADS, *rows)) for column in range(4)]
    for number, row in enumerate((_HEADS, *rows)):
        first, *others = zip(row, widths, strict=True)
        line = "  ".join([f"{first[0]:<{first[1]}}", *(f"{text:>{wide}}" for text, wide in others)])
        yield style.bold(line) if number in (0, len(rows)) else line


def _percent(row: Row) -> int:
    places = row.converted + row.left
    return 100 * row.converted // places if places else 100


def _counts(head: str, counts: Counter[str]) -> Iterator[str]:
    yield f"{head}:"
    for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"  {count:>5,}  {name}"
    yield ""


def _last(found: Progress, options: argparse.Namespace) -> str:
    if not found.rows:
        return f"Nothing is left to migrate to {options.to}"
    if options.apply:
        return f"{found.percent} % of the places speak {options.to} now"
    return f"A plan: {found.percent} % of the places can be converted; --apply writes them"


def _json(found: Progress, repair: Repair, options: argparse.Namespace) -> Iterator[str]:
    whole = {
        "to": options.to,
        "applied": options.apply,
        "percent": found.percent,
        "files": [row._asdict() for row in found.rows],
        "converted": dict(sorted(found.converted.items())),
        "left": [_place(finding) for finding in found.remaining],
        "refused": repair.refused,
    }
    yield json.dumps(whole, indent=2, ensure_ascii=True)


def _html(found: Progress, repair: Repair, options: argparse.Namespace) -> Iterator[str]:
    yield from dashboard.lines(found, options.to, applied=options.apply)


_SHOWN = {"html": _html, "json": _json, "text": _text}


def _place(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "line": finding.start.line,
        "column": finding.start.column,
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "unsafe_fix": finding.fix.title if finding.fix else None,
    }
