"""`asynclint check`: files in, findings out."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator

from asynclint import discover, parallel
from asynclint.disk import read_or_none, root_of
from asynclint.engine import Report
from asynclint.faces.cli import recall
from asynclint.faces.cli.recall import Stamps
from asynclint.model import UserError
from asynclint.output import FORMATS
from asynclint.output.escape import escape
from asynclint.output.style import Style, wants_colour
from asynclint.output.summary import closing, statistics
from asynclint.session import Session, opened

Read = Callable[[str], "bytes | None"]

_WORTH = 40  # files below which a run is as fast as to find out that nothing changed
_SETTINGS = ("asynclint.toml", "pyproject.toml", "pytest.ini", "setup.cfg", "setup.py", "tox.ini")
_QUIET = 1.0  # seconds before progress is shown


def run(options: argparse.Namespace) -> int:
    """Check what the options name, print the report, answer with the status."""
    # Trees and facts hold millions of objects and no circles: less collecting takes a fifth off.
    gc.set_threshold(100_000, 50, 50)
    paths = options.paths or ["."]
    if options.stdin_filename and options.paths not in ([], ["-"]):
        raise UserError("--stdin-filename goes with '-' alone")
    stdin = options.stdin_filename is not None or paths == ["-"]
    session = _session(options, options.stdin_filename or "." if stdin else paths[0])
    started = time.time_ns()
    stamps = None if stdin or options.keep is None else _stamps(session, paths, options)
    if stdin:
        report, read = _check_stdin(session, options.stdin_filename or "stdin.py")
    else:
        report, read = _check_paths(session, paths, options), read_or_none
    out = "".join(f"{line}\n" for line in _lines(report, options, read))
    sys.stdout.write(out)
    sys.stdout.flush()
    for failure in report.failures:
        print(f"asynclint: {escape(failure)}", file=sys.stderr)
    status = 2 if report.failures else 1 if report.findings else 0
    if stamps and status != 2 and report.files >= _WORTH:
        place, name = options.keep
        recall.remember(place, name, recall.Said(out, status), stamps, started)
    return status


def _stamps(session: Session, paths: list[str], options: argparse.Namespace) -> Stamps | None:
    """The stamps of what the report depends on; None when that lies in several projects."""
    inside = os.path.join(session.root, "")
    if any(not os.path.join(os.path.abspath(path), "").startswith(inside) for path in paths):
        return None
    others = [options.config] if options.config else []
    above = os.path.dirname(session.root)
    while os.path.dirname(above) != above:
        others += [os.path.join(above, name) for name in _SETTINGS]
        above = os.path.dirname(above)
    return recall.take(session.root, session.installed, map(os.path.abspath, others))


def _session(options: argparse.Namespace, path: str) -> Session:
    return opened(
        root_of(path),
        file=options.config,
        isolated=options.isolated,
        overrides=_overrides(options),
        prefilter=not options.no_prefilter,
    )


def _overrides(options: argparse.Namespace) -> dict[str, object]:
    given = {
        "select": options.select,
        "ignore": options.ignore,
        "extend-select": options.extend_select,
    }
    lists: dict[str, object] = {k: _split(values) for k, values in given.items() if values}
    return lists | ({"python": options.python} if options.python else {})


def _split(values: list[str]) -> list[str]:
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def _check_stdin(session: Session, name: str) -> tuple[Report, Read]:
    """The report on standard input under a name, and how to read it again to show it."""
    data = sys.stdin.buffer.read()
    place = os.path.abspath(name)

    def read(path: str) -> bytes | None:
        return data if os.path.abspath(path) == place else read_or_none(path)

    return Report(*session.check_bytes(name, data), files=1), read


def _check_paths(session: Session, paths: list[str], options: argparse.Namespace) -> Report:
    problems: list[str] = []
    files = list(
        discover.files(
            paths,
            session.configuration.options_for,
            problem=lambda path, reason: problems.append(f"{path}: {reason}"),
            prose=options.markdown,
        )
    )
    if not files:
        print(f"asynclint: no Python files found under {', '.join(paths)}", file=sys.stderr)
    with _Progress(sys.stderr.isatty()) as progress:
        report = parallel.check(session, files, jobs=options.jobs, progress=progress.show)
    return report._replace(failures=[*problems, *report.failures])


def _lines(report: Report, options: argparse.Namespace, read: Read) -> Iterator[str]:
    if options.statistics and options.output_format != "json":
        yield from statistics(report)
        yield closing(report)
        return
    style = Style(wants_colour(os.environ, sys.stdout.isatty()))
    yield from FORMATS[options.output_format](report, read, style)


class _Progress:
    """A counter on standard error, once a run takes long and somebody watches."""

    def __init__(self, watched: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._watched = watched
        self._clock = clock
        self._next = clock() + _QUIET
        self._shown = False

    def show(self, done: int, total: int) -> None:
        if self._watched and self._clock() >= self._next:
            self._next = self._clock() + 0.1
            self._shown = True
            print(f"\r{done:,} of {total:,} files", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
