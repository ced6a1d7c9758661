"""Many files over several processes, contained: no file can take the run down.

Parsers hold the interpreter for a whole call and can exhaust memory or the C stack, so files
are checked in workers. The parent hands out runs of neighbouring files (neighbours import
each other, so a worker's facts are used again), short ones towards the end, and hears of every
file as it is done. It always knows which file a worker is at: one that dies or stays silent too
long is replaced, the file is tried once more alone, and if that fails too it becomes a finding
that says why. Results come back in the order of the files, whoever was first.
"""

from __future__ import annotations

import gc
import marshal
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence

from asynclint.checks.source import syntax_error
from asynclint.engine import Report, Result
from asynclint.opening import Opened
from asynclint.parcels import unpack
from asynclint.session import Session
from asynclint.workers import Crew, Forks, Worker, message, messages

Progress = Callable[[int, int], None]
Told = Callable[[str, Result], None] | None

PATIENCE = 30.0  # seconds for one file; the slowest real file on the corpora takes under three
_RUN = 24  # files handed out at once, at most
_SHORT = 4  # and at least, as long as there are so many
_WORTH = 40  # files below which a second process costs more than it saves


def check(
    session: Session,
    paths: Sequence[str],
    *,
    jobs: int = 0,
    progress: Progress = lambda done, total: None,
    patience: float = PATIENCE,
    texts: Mapping[str, bytes] | None = None,
    crew: Crew | None = None,
    told: Told = None,
) -> Report:
    """Findings of many files. `jobs` 0 means one process per processor; `texts`, by absolute
    path, are what the session reads instead of files on the disk; `crew` starts the processes,
    the platform's way when not given; `told` hears what came of each file, as it is done, and
    what that rests on."""
    session.traces = told is not None
    session.prepare(paths)
    wanted = jobs or min(os.cpu_count() or 1, max(1, len(paths) // _WORTH))
    if wanted == 1 and (jobs == 1 or len(paths) < _WORTH):
        return _serial(session, paths, progress, told)
    crew = crew or _crew(session, texts or {})
    if crew is None:
        return _serial(session, paths, progress, told)
    return _Pool(crew, paths, wanted, progress, patience, told=told).run()


def _crew(session: Session, texts: Mapping[str, bytes]) -> Crew | None:
    """Workers as they are had here; none where they could not know the session."""
    if hasattr(os, "fork"):
        return Forks(session)
    if not isinstance(session, Opened):
        return None
    from asynclint.spawning import Spawns

    return Spawns(session, texts)


def _serial(
    session: Session, paths: Sequence[str], progress: Progress, told: Told
) -> Report:
    report = Report([], [], len(paths))
    for done, path in enumerate(paths, 1):
        result = session.check_file(path)
        if told:
            told(path, result)
        report.findings.extend(result.findings)
        report.failures.extend(result.failures)
        progress(done, len(paths))
    return report


class _Hand:
    """A worker and the files it still owes, first the one it is at."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.owed: deque[int] = deque()
        self.heard = time.monotonic()
        self._said = b""

    def send(self, run: Sequence[int], paths: Sequence[str]) -> None:
        self.owed.extend(run)
        self.heard = time.monotonic()
        self.worker.write(message(marshal.dumps([paths[index] for index in run])))

    def take(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The answers that are whole now, each with its file."""
        self.heard = time.monotonic()
        whole, self._said = messages(self._said + data)
        return ((self.owed.popleft(), each) for each in whole)


class _Pool:
    def __init__(
        self,
        crew: Crew,
        paths: Sequence[str],
        jobs: int,
        progress: Progress,
        patience: float,
        *,
        told: Told,
    ) -> None:
        self._told = told
        self._crew = crew
        self._paths = paths
        self._jobs = jobs
        self._progress = progress
        self._patience = patience
        self._runs = deque(_runs(len(paths), jobs))
        self._results: dict[int, Result] = {}
        self._retried: set[int] = set()
        self._hands: list[_Hand] = []

    def run(self) -> Report:
        gc.freeze()  # what exists now stays shared with the children
        try:
            for _ in range(min(self._jobs, len(self._runs))):
                self._hands.append(_Hand(self._crew.start()))
            for hand in self._hands:  # when all are there, for the first words can take a while
                self._feed(hand)
            while self._hands:
                self._wait()
        finally:
            gc.unfreeze()
            for hand in self._hands:
                hand.worker.end()
        report = Report([], [], len(self._paths))
        for index in range(len(self._paths)):
            report.findings.extend(self._results[index].findings)
            report.failures.extend(self._results[index].failures)
        return report

    def _feed(self, hand: _Hand) -> None:
        if self._runs:
            hand.send(self._runs.popleft(), self._paths)

    def _wait(self) -> None:
        by_worker = {id(hand.worker): hand for hand in self._hands}
        workers = [hand.worker for hand in self._hands]
        for worker, data in self._crew.wait(workers, 0.5):
            self._hear(by_worker[id(worker)], data)
        now = time.monotonic()
        for hand in [h for h in self._hands if h.owed and now - h.heard > self._patience]:
            self._lose(hand, f"took longer than {self._patience:g} seconds")

    def _hear(self, hand: _Hand, data: bytes) -> None:
        if not data:
            self._lose(hand, "")
            return
        for index, answer in hand.take(data):
            self._done(index, Result(*unpack(answer)))
            self._progress(len(self._results), len(self._paths))
        if hand.owed:
            return
        if self._runs:
            self._feed(hand)
        else:
            self._hands.remove(hand)
            hand.worker.end()

    def _lose(self, hand: _Hand, reason: str) -> None:
        """Replace a worker; what it was at is tried alone once, the rest goes to others."""
        self._hands.remove(hand)
        status = hand.worker.end()
        if hand.owed:
            index = hand.owed.popleft()
            reason = reason or f"ended the process that analysed it ({_cause(status)})"
            if reason.startswith("took") or index in self._retried:
                self._give_up(index, reason)
            else:
                self._retried.add(index)
                self._runs.append(range(index, index + 1))
        if hand.owed:
            self._runs.appendleft(range(hand.owed[0], hand.owed[-1] + 1))
        if self._runs:
            self._hands.append(_Hand(self._crew.start()))
            self._feed(self._hands[-1])

    def _give_up(self, index: int, reason: str) -> None:
        path = self._paths[index]
        finding = syntax_error.check(path, reason)
        self._done(index, Result([finding], [f"{path}: {reason}"]))

    def _done(self, index: int, result: Result) -> None:
        if self._told:
            self._told(self._paths[index], result)
        self._results[index] = result._replace(trace=None)


def _runs(count: int, jobs: int) -> Iterator[range]:
    """All files in runs that get shorter when few are left, so that no process waits long for
    the last one."""
    start = 0
    while start < count:
        size = min(_RUN, max(_SHORT, (count - start) // (4 * jobs)))
        yield range(start, min(start + size, count))
        start += size


def _cause(status: int) -> str:
    if status >= 0:
        return f"status {status}"
    if status == -9:  # SIGKILL, which some platforms have no name for
        return "out of memory?"
    return signal.strsignal(-status) or f"signal {-status}"
