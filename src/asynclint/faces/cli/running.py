"""What the commands that check files share: a session as the options say, files, a report."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from asynclint import discover, disk
from asynclint.engine import Report
from asynclint.opening import opened
from asynclint.output import format_called
from asynclint.output.escape import escape
from asynclint.output.style import Style, wants_colour
from asynclint.output.summary import closing, statistics
from asynclint.session import Session

Read = Callable[[str], "bytes | None"]

_QUIET = 1.0  # seconds before progress is shown


def spare_memory() -> None:
    """Trees and facts hold millions of objects and no circles: less collecting takes a fifth off
    a run."""
    gc.set_threshold(100_000, 50, 50)


def session(
    options: argparse.Namespace,
    path: str,
    *,
    read: Callable[[str], bytes] = disk.read,
    settings: Mapping[str, object] | None = None,
) -> Session:
    """A session on the project of a path; `settings` win over those of the files."""
    return opened(
        disk.root_of(path),
        file=options.config,
        isolated=options.isolated,
        overrides={**_overrides(options), **(settings or {})},
        prefilter=not options.no_prefilter,
        read=read,
    )


def _overrides(options: argparse.Namespace) -> dict[str, object]:
    given = {
        "select": options.select,
        "ignore": options.ignore,
        "extend-select": options.extend_select,
    }
    lists: dict[str, object] = {k: split(values) for k, values in given.items() if values}
    return lists | ({"python": options.python} if options.python else {})


def split(values: Sequence[str]) -> list[str]:
    """The words of options that take lists with commas."""
    return [word.strip() for value in values for word in value.split(",") if word.strip()]


def files(
    checking: Session, paths: Sequence[str], *, prose: bool = False
) -> tuple[list[str], list[str]]:
    """The files below some paths, texts with `prose`, and what was wrong with paths. That there
    are none is said."""
    problems: list[str] = []
    found = list(
        discover.files(
            paths,
            checking.configuration.options_for,
            problem=lambda path, reason: problems.append(f"{path}: {reason}"),
            prose=prose,
        )
    )
    if not found:
        print(f"asynclint: no Python files found under {', '.join(paths)}", file=sys.stderr)
    return found, problems


def style() -> Style:
    """Colour where standard output takes it."""
    return Style(wants_colour(os.environ, sys.stdout.isatty()))


def lines(report: Report, options: argparse.Namespace, read: Read) -> Iterator[str]:
    """The report as the options want it."""
    if options.statistics and options.output_format != "json":
        yield from statistics(report)
        yield closing(report)
        return
    yield from format_called(options.output_format)(report, read, style())


def say(failures: Sequence[str]) -> None:
    """Name what went wrong on standard error, after what has been printed."""
    sys.stdout.flush()
    for failure in failures:
        print(f"asynclint: {escape(failure)}", file=sys.stderr)


class Progress:
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

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *exception: object) -> None:
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
