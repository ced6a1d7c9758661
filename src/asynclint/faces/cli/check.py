"""`asynclint check`: files in, findings out."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from asynclint import parallel
from asynclint.config.extension import OWN_NAME
from asynclint.disk import read_or_none
from asynclint.engine import Report, Result
from asynclint.faces.cli import recall, running
from asynclint.faces.cli.running import Read
from asynclint.kinds import CONFIGURATION
from asynclint.model import UserError
from asynclint.session import Session
from asynclint.stamps import Stamps, take

_SETTINGS = (*CONFIGURATION, OWN_NAME, "setup.py")


def run(options: argparse.Namespace) -> int:
    """Check what the options name, print the report, answer with the status."""
    running.spare_memory()
    paths = options.paths or ["."]
    if options.stdin_filename and options.paths not in ([], ["-"]):
        raise UserError("--stdin-filename goes with '-' alone")
    if options.fix or options.fix_only or options.diff:
        from asynclint.faces.cli import fixing

        return fixing.run(options)
    for flag in ("unsafe_fixes", "show_fixes"):
        if getattr(options, flag):
            name = flag.replace("_", "-")
            raise UserError(f"--{name} goes with --fix, --fix-only or --diff")
    stdin = options.stdin_filename is not None or paths == ["-"]
    session = running.session(options, options.stdin_filename or "." if stdin else paths[0])
    stamps: Stamps | None = None
    read: Read = read_or_none
    if stdin:
        report, read = _check_stdin(session, options.stdin_filename or "stdin.py")
    else:
        report, stamps = _check_paths(session, paths, options)
    out = "".join(f"{line}\n" for line in running.lines(report, options, read))
    sys.stdout.write(out)
    running.say(report.failures)
    status = 2 if report.failures else 1 if report.findings else 0
    if stamps and status != 2:
        place, name = options.keep
        recall.remember(place, name, recall.Said(out, status), stamps, options.started)
    return status


def _stamps(session: Session, paths: list[str], options: argparse.Namespace) -> Stamps | None:
    """The stamps of what the report depends on; None when that lies in several projects."""
    inside = os.path.join(session.root, "")
    if any(not os.path.join(os.path.abspath(path), "").startswith(inside) for path in paths):
        return None
    seen: Stamps | None = options.seen
    if seen and seen.folders[: seen.outside] == [*session.installed]:
        return seen
    others = [options.config] if options.config else []
    above = os.path.dirname(session.root)
    while os.path.dirname(above) != above:
        others += [os.path.join(above, name) for name in _SETTINGS]
        above = os.path.dirname(above)
    return take(session.root, session.installed, map(os.path.abspath, others))


def _check_stdin(session: Session, name: str) -> tuple[Report, Read]:
    """The report on standard input under a name, and how to read it again to show it."""
    data = sys.stdin.buffer.read()
    place = os.path.abspath(name)

    def read(path: str) -> bytes | None:
        return data if os.path.abspath(path) == place else read_or_none(path)

    result = session.check_bytes(name, data)
    return Report(result.findings, result.failures, files=1), read


def _check_paths(
    session: Session, paths: list[str], options: argparse.Namespace
) -> tuple[Report, Stamps | None]:
    """The report on some paths, and the stamps of what it depends on where it is worth keeping,
    taken before the first file is read."""
    files, problems = running.files(session, paths, prose=options.markdown)
    is_kept = options.keep is not None and len(files) >= recall.WORTH
    stamps = _stamps(session, paths, options) if is_kept else None
    with running.Progress(sys.stderr.isatty()) as progress:
        if stamps:
            report = _check_again(session, files, stamps, options, progress.show)
        else:
            report = parallel.check(session, files, jobs=options.jobs, progress=progress.show)
    return report._replace(failures=[*problems, *report.failures]), stamps


def _check_again(
    session: Session,
    files: Sequence[str],
    stamps: Stamps,
    options: argparse.Namespace,
    progress: parallel.Progress,
) -> Report:
    """The report on files of which most may be as they were when a run checked them last."""
    from asynclint import ledger  # of use to runs on many files

    place = os.path.join(*options.keep) + ".ledger"
    full = {os.path.abspath(path): path for path in files}
    kept = ledger.load(place)
    again = kept.renew(stamps, options.started, full, read_or_none)
    todo = [path for place, path in full.items() if place in again]
    found: dict[str, Result] = {}

    def told(path: str, result: Result) -> None:
        found[path] = result
        kept.note(os.path.abspath(path), result)

    parallel.check(session, todo, jobs=options.jobs, progress=progress, told=told)
    kept.words = kept.words if len(todo) < len(files) else session.words
    kept.save(place)
    report = Report([], [], len(files))
    for place, path in full.items():
        result = found.get(path) or Result(kept.entries[place].findings, [])
        report.findings.extend(result.findings)
        report.failures.extend(result.failures)
    return report
