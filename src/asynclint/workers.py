"""Processes of our own that check files: what they are told and say, and those that are forked.

A worker gets runs of paths and answers with one message per path, in order: a length in four
bytes, then what `pack` made. Nobody else can write to the pipes. A `Crew` starts workers and waits
for what they say; that one has ended is said, too.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import select
import signal
import struct
from collections.abc import Iterable, Sequence
from typing import Protocol

from asynclint.parcels import pack
from asynclint.session import Session

_LENGTH = struct.Struct("!I")
PIECE = 1 << 16  # bytes that are read at once


class Worker(Protocol):
    """A process, seen from the one that started it."""

    def write(self, data: bytes) -> None:
        """Give it some bytes; that it has ended is no error here."""

    def end(self) -> int:
        """Kill and reap it; its exit status, minus the number of the signal that ended it."""


class Crew(Protocol):
    """All workers of a run."""

    def start(self) -> Worker:
        """One more."""

    def wait(self, workers: Sequence[Worker], seconds: float) -> Iterable[tuple[Worker, bytes]]:
        """What some workers have said by then; no bytes from one that has ended."""


def message(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return _LENGTH.pack(len(data)) + data


def messages(said: bytes) -> tuple[list[bytes], bytes]:
    """The whole messages at the start of what somebody said, and the rest."""
    whole = []
    while len(said) >= _LENGTH.size:
        end = _LENGTH.size + _LENGTH.unpack_from(said)[0]
        if len(said) < end:
            break
        whole.append(said[_LENGTH.size : end])
        said = said[end:]
    return whole, said


class Forks:
    """Workers that are copies of this process."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def start(self) -> Worker:
        return _Fork(self._session)

    def wait(self, workers: Sequence[Worker], seconds: float) -> Iterable[tuple[Worker, bytes]]:
        by_handle = {w.from_child: w for w in workers if isinstance(w, _Fork)}
        for handle in select.select(list(by_handle), [], [], seconds)[0]:
            yield by_handle[handle], os.read(handle, PIECE)


class _Fork:
    def __init__(self, session: Session) -> None:
        from_parent, self._to_child = os.pipe()
        self.from_child, to_parent = os.pipe()
        # A Ctrl-C must not reach the child before it has said that it will not hear it.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        self._process = os.fork()
        if self._process == 0:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children
            os.close(self._to_child)
            os.close(self.from_child)
            serve(session, from_parent, to_parent)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.close(from_parent)
        os.close(to_parent)

    def write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            write(self._to_child, data)

    def end(self) -> int:
        os.kill(self._process, signal.SIGKILL)
        os.close(self._to_child)
        os.close(self.from_child)
        return os.waitstatus_to_exitcode(os.waitpid(self._process, 0)[1])


def serve(session: Session, from_parent: int, to_parent: int) -> None:
    """A worker's life from the first run on: never returns."""
    gc.disable()  # trees are free of cycles; collecting costs a fifth of the time
    try:
        while (request := read(from_parent)) is not None:
            for path in marshal.loads(request):
                write(to_parent, message(pack(*session.check_file(path))))
    finally:
        os._exit(0)


def write(handle: int, data: bytes) -> None:
    """Write all of some bytes."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def read(handle: int) -> bytes | None:
    """The next message; None at the end."""
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
