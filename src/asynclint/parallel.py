"""Many files over forked processes, contained: no file can take the run down.

Parsers hold the interpreter for a whole call and can exhaust memory or the C stack, so files
are checked in children. The parent hands out runs of neighbouring files (neighbours import
each other, so a child's facts are used again) and hears of every file as it is done. It always
knows which file a child is at: a child that dies or stays silent too long is replaced, the
file is tried once more alone, and if that fails too it becomes a finding that says why.
Results come back in the order of the files, whoever was first.
"""

from __future__ import annotations

import gc
import marshal
import os
import select
import signal
import struct
import time
from collections import deque
from collections.abc import Callable, Sequence

from asynclint.checks.source import syntax_error
from asynclint.engine import Report, Result
from asynclint.parcels import pack, unpack
from asynclint.session import Session

Progress = Callable[[int, int], None]

PATIENCE = 30.0  # seconds for one file; the slowest real file on the corpora takes under three
_RUN = 24  # files handed out at once
_WORTH = 40  # files below which a second process costs more than it saves
_LENGTH = struct.Struct("!I")


def check(
    session: Session,
    paths: Sequence[str],
    *,
    jobs: int = 0,
    progress: Progress = lambda done, total: None,
    patience: float = PATIENCE,
) -> Report:
    """Findings of many files. `jobs` 0 means one process per processor."""
    session.prepare(paths)
    wanted = jobs or min(os.cpu_count() or 1, max(1, len(paths) // _WORTH))
    if (wanted == 1 and (jobs == 1 or len(paths) < _WORTH)) or not hasattr(os, "fork"):
        return _serial(session, paths, progress)
    return _Pool(session, paths, wanted, progress, patience).run()


def _serial(session: Session, paths: Sequence[str], progress: Progress) -> Report:
    report = Report([], [], len(paths))
    for done, path in enumerate(paths, 1):
        result = session.check_file(path)
        report.findings.extend(result.findings)
        report.failures.extend(result.failures)
        progress(done, len(paths))
    return report


class _Child:
    """A forked process and the files it still owes, first the one it is at."""

    def __init__(self, session: Session, paths: Sequence[str]) -> None:
        from_parent, self.to_child = os.pipe()
        self.from_child, to_parent = os.pipe()
        # A Ctrl-C must not reach the child before it has said that it will not hear it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self.process = os.fork()
        if self.process == 0:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
            os.close(self.to_child)
            os.close(self.from_child)
            _serve(session, paths, from_parent, to_parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.close(from_parent)
        os.close(to_parent)
        self.owed: deque[int] = deque()
        self.heard = time.monotonic()
        self.buffer = b""

    def send(self, run: Sequence[int]) -> None:
        self.owed.extend(run)
        self.heard = time.monotonic()
        _write(self.to_child, marshal.dumps(list(run)))

    def receive(self) -> list[tuple[int, bytes]] | None:
        """Whole messages that have come; None when the child is gone."""
        data = os.read(self.from_child, 1 << 16)
        if not data:
            return None
        self.heard = time.monotonic()
        self.buffer += data
        messages = []
        while len(self.buffer) >= _LENGTH.size:
            end = _LENGTH.size + _LENGTH.unpack_from(self.buffer)[0]
            if len(self.buffer) < end:
                break
            messages.append((self.owed.popleft(), self.buffer[_LENGTH.size : end]))
            self.buffer = self.buffer[end:]
        return messages

    def end(self) -> int:
        """Kill and reap the process; its wait status."""
        os.kill(self.process, signal.SIGKILL)
        os.close(self.to_child)
        os.close(self.from_child)
        return os.waitpid(self.process, 0)[1]


class _Pool:
    def __init__(
        self,
        session: Session,
        paths: Sequence[str],
        jobs: int,
        progress: Progress,
        patience: float,
    ) -> None:
        self._session = session
        self._paths = paths
        self._jobs = jobs
        self._progress = progress
        self._patience = patience
        starts = range(0, len(paths), _RUN)
        self._runs = deque(range(s, min(s + _RUN, len(paths))) for s in starts)
        self._results: dict[int, Result] = {}
        self._retried: set[int] = set()
        self._children: list[_Child] = []

    def run(self) -> Report:
        gc.freeze()  # what exists now stays shared with the children
        try:
            self._children = [self._start() for _ in range(min(self._jobs, len(self._runs)))]
            while self._children:
                self._wait()
        finally:
            gc.unfreeze()
            for child in self._children:
                child.end()
        report = Report([], [], len(self._paths))
        for index in range(len(self._paths)):
            report.findings.extend(self._results[index].findings)
            report.failures.extend(self._results[index].failures)
        return report

    def _start(self) -> _Child:
        child = _Child(self._session, self._paths)
        if self._runs:
            child.send(self._runs.popleft())
        return child

    def _wait(self) -> None:
        by_handle = {child.from_child: child for child in self._children}
        ready, _, _ = select.select(list(by_handle), [], [], 0.5)
        for handle in ready:
            self._hear(by_handle[handle])
        now = time.monotonic()
        for child in [c for c in self._children if c.owed and now - c.heard > self._patience]:
            self._lose(child, f"took longer than {self._patience:g} seconds")

    def _hear(self, child: _Child) -> None:
        messages = child.receive()
        if messages is None:
            self._lose(child, "")
            return
        for index, data in messages:
            self._results[index] = Result(*unpack(data))
            self._progress(len(self._results), len(self._paths))
        if child.owed:
            return
        if self._runs:
            child.send(self._runs.popleft())
        else:
            self._children.remove(child)
            child.end()

    def _lose(self, child: _Child, reason: str) -> None:
        """Replace a child; what it was at is tried alone once, the rest goes to others."""
        self._children.remove(child)
        status = child.end()
        if child.owed:
            index = child.owed.popleft()
            reason = reason or f"ended the process that analysed it ({_cause(status)})"
            if reason.startswith("took") or index in self._retried:
                self._give_up(index, reason)
            else:
                self._retried.add(index)
                self._runs.append(range(index, index + 1))
        if child.owed:
            self._runs.appendleft(range(child.owed[0], child.owed[-1] + 1))
        if self._runs:
            self._children.append(self._start())

    def _give_up(self, index: int, reason: str) -> None:
        path = self._paths[index]
        finding = syntax_error.check(path, reason)
        self._results[index] = Result([finding], [f"{path}: {reason}"])


def _serve(session: Session, paths: Sequence[str], from_parent: int, to_parent: int) -> None:
    """A child's whole life: never returns."""
    gc.disable()  # trees are free of cycles; collecting costs a fifth of the time
    try:
        while (request := _read(from_parent)) is not None:
            for index in marshal.loads(request):
                _write(to_parent, pack(*session.check_file(paths[index])))
    finally:
        os._exit(0)


def _write(handle: int, data: bytes) -> None:
    view = memoryview(_LENGTH.pack(len(data)) + data)
    while view:
        view = view[os.write(handle, view) :]


def _read(handle: int) -> bytes | None:
    header = _exactly(handle, _LENGTH.size)
    return _exactly(handle, _LENGTH.unpack(header)[0]) if header else None


def _exactly(handle: int, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        piece = os.read(handle, size - len(data))
        if not piece:
            return None
        data += piece
    return data


def _cause(status: int) -> str:
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        if number == signal.SIGKILL:
            return "out of memory?"
        return signal.strsignal(number) or f"signal {number}"
    return f"status {os.WEXITSTATUS(status)}"
