"""What `asynclint check` does with `--fix`, `--fix-only` and `--diff`."""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TextIO

from asynclint import disk, mending
from asynclint.engine import Report
from asynclint.faces.cli import running
from asynclint.model import Finding, UserError
from asynclint.output.diff import coloured, unified
from asynclint.output.escape import escape
from asynclint.output.escape import path as shown_path
from asynclint.output.style import Style
from asynclint.repair import PASSES, Change, Order, Plan, Repair, by_path, write
from asynclint.session import Session
from asynclint.source import Source

_NAME = "stdin.py"


def run(options: argparse.Namespace) -> int:
    """Fix what the options name, print what is left, answer with the status."""
    if options.diff and (options.fix or options.fix_only):
        raise UserError("--diff writes nothing, so it goes with neither --fix nor --fix-only")
    if options.stdin_filename or options.paths == ["-"]:
        return _fix_stdin(options)
    paths = options.paths or ["."]
    repair, problems = planned(options, paths, wanted(options.unsafe_fixes))
    if options.diff:
        show(repair.changes)
        running.say([*problems, *repair.refused, *repair.report.failures])
        failed = problems or repair.report.failures
        return 2 if failed else 1 if repair.changes else 0
    failures = write(repair.changes)
    if not options.fix_only:
        for line in running.lines(repair.report, options, repair.read):
            print(line)
    out = sys.stderr if options.output_format == "json" else sys.stdout
    _print_made(repair, options, out)
    failures = [*problems, *failures, *repair.report.failures]
    running.say([*repair.refused, *failures])
    return 2 if failures else 1 if repair.report.findings and not options.fix_only else 0


def planned(
    options: argparse.Namespace,
    paths: list[str],
    accept: mending.Wanted,
    *,
    ask: mending.Asked = mending.yes,
    settings: Mapping[str, object] | None = None,
    passes: int = PASSES,
    order: Order = by_path,
) -> tuple[Repair, list[str]]:
    """The fixes for the files below some paths, not written yet, and what was wrong with
    paths."""

    def open_(read: Callable[[str], bytes]) -> Session:
        return running.session(options, paths[0], read=read, settings=settings)

    files, problems = running.files(open_(disk.read), paths)
    with running.Progress(sys.stderr.isatty()) as progress:
        plan = Plan(
            open_,
            files,
            accept,
            ask=ask,
            jobs=options.jobs,
            progress=progress.show,
            order=order,
        )
        return plan.run(passes), problems


def wanted(unsafe: bool) -> mending.Wanted:
    """Which fixes are made: the safe ones, or all."""

    def accept(finding: Finding) -> bool:
        return finding.fix is not None and (unsafe or finding.fix.safe)

    return accept


def show(changes: Mapping[str, Change]) -> None:
    """Print the changes as one patch: its very bytes, unless people read it."""
    if sys.stdout.isatty():
        style = running.style()
        for path, change in changes.items():
            encoding = Source(path, change.before).encoding
            for line in coloured(unified(path, *change), encoding, style):
                print(line)
        return
    sys.stdout.flush()
    for path, change in changes.items():
        for part in unified(path, *change):
            sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def _fix_stdin(options: argparse.Namespace) -> int:
    """The fixed text to standard output, what is left to standard error."""
    name = options.stdin_filename or _NAME
    session = running.session(options, options.stdin_filename or ".")
    data = sys.stdin.buffer.read()
    done = mending.mend(session, name, data, wanted(options.unsafe_fixes))
    if options.diff:
        show({name: Change(data, done.data)} if done.data != data else {})
        running.say(done.refused)
        return 1 if done.data != data else 0
    sys.stdout.flush()
    sys.stdout.buffer.write(done.data)
    sys.stdout.buffer.flush()
    result = session.check_bytes(name, done.data)
    report = Report(result.findings, result.failures, files=1)
    if not options.fix_only:
        place = os.path.abspath(name)
        for line in running.lines(
            report,
            options,
            lambda path: done.data if os.path.abspath(path) == place else disk.read_or_none(path),
        ):
            print(line, file=sys.stderr)
    running.say([*done.refused, *report.failures])
    return 2 if report.failures else 1 if report.findings and not options.fix_only else 0


def _print_made(repair: Repair, options: argparse.Namespace, out: TextIO) -> None:
    if options.show_fixes:
        for line in listed(repair.made, running.style()):
            print(line, file=out)
    print(made(repair.made, repair.changes), file=out)
    left = sum(bool(f.fix and not f.fix.safe) for f in repair.report.findings)
    if left and not options.unsafe_fixes:
        more = f"{left:,} more fix{'es' if left != 1 else ''}"
        print(f"{more} with --unsafe-fixes, which can change behaviour", file=out)


def made(fixed: Sequence[Finding], changes: Mapping[str, Change]) -> str:
    """What a run of fixes came to, in one line."""
    if not fixed:
        return "Nothing to fix"
    count, files = len(fixed), len(changes)
    findings = f"{count:,} finding{'s' if count != 1 else ''}"
    return f"Fixed {findings} in {files:,} file{'s' if files != 1 else ''}"


def listed(fixed: Sequence[Finding], style: Style) -> Iterator[str]:
    """The fixes of each file by rule, most first."""
    for path in sorted({finding.path for finding in fixed}):
        yield f"Fixed in {style.bold(shown_path(path))}:"
        counts = Counter((f.code, f.name) for f in fixed if f.path == path)
        for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"  {count:>4}  {style.code(code)}  {escape(name)}"
