"""Workers that are started afresh, for platforms that do not fork.

A worker opens the session anew from its recipe, and is told what had been learnt. Each has a
thread of ours that listens, for on such platforms nobody can wait for several pipes at once.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from queue import Empty, SimpleQueue
from threading import Lock, Thread

from asynclint.disk import read as read_file
from asynclint.opening import Opened, Recipe, opened
from asynclint.session import Session
from asynclint.words import Words
from asynclint.workers import PIECE, Worker, message, read, serve, write

# Nothing is imported from the folder that the run was started in.
PROGRAM = "import sys; sys.path[:] = {path!r}; from asynclint.spawning import main; main()"


class Spawns:
    """Workers that are started afresh. `texts`, by absolute path, are those of files that are
    others than on the disk; the `program` is what a worker runs."""

    def __init__(
        self, session: Opened, texts: Mapping[str, bytes] | None = None, program: str = PROGRAM
    ) -> None:
        self._session = session
        self._texts = dict(texts or {})
        self._command = [sys.executable, "-c", program.format(path=[p for p in sys.path if p])]
        self._said: SimpleQueue[tuple[Worker, bytes]] = SimpleQueue()

    @cached_property
    def _known(self) -> bytes:
        """What a worker is told first, the same for all: of the time the first is started."""
        root, file, isolated, overrides, prefilter = self._session.recipe
        words = self._session.words and [list(names) for names in self._session.words]
        recipe = (root, file, isolated, dict(overrides), prefilter)
        return message(marshal.dumps((recipe, words, self._texts, self._session.traces)))

    def start(self) -> Worker:
        return _Spawn(self._command, self._known, self._said.put)

    def wait(self, workers: Sequence[Worker], seconds: float) -> Iterable[tuple[Worker, bytes]]:
        with contextlib.suppress(Empty):
            worker, data = self._said.get(timeout=seconds)
            if worker in workers:
                yield worker, data


class _Spawn:
    def __init__(
        self, command: Sequence[str], hello: bytes, said: Callable[[tuple[Worker, bytes]], None]
    ) -> None:
        pipe = subprocess.PIPE
        # In a group of its own it hears no Ctrl-C; the parent ends its children.
        flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        self._process = subprocess.Popen(
            command,
            stdin=pipe,
            stdout=pipe,
            creationflags=flags,
            start_new_session=sys.platform != "win32",
        )
        assert self._process.stdin
        assert self._process.stdout
        self._to_child = self._process.stdin.fileno()
        self._from_child = self._process.stdout.fileno()
        self._said = said
        self._writing = Lock()
        self._writing.acquire()  # the first words are the thread's, which can wait for a reader
        self._thread = Thread(target=self._talk, args=(hello,), daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        with self._writing, contextlib.suppress(OSError):
            write(self._to_child, data)

    def end(self) -> int:
        self._process.kill()
        self._thread.join()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with contextlib.suppress(OSError):
                    stream.close()
        return self._process.wait()

    def _talk(self, hello: bytes) -> None:
        with contextlib.suppress(OSError):
            write(self._to_child, hello)
        self._writing.release()
        data = b"."
        while data:
            data = os.read(self._from_child, PIECE)
            self._said((self, data))


def main() -> None:
    """The whole life of a worker that was started afresh."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = 0, os.dup(1)
    os.dup2(2, 1)  # nothing else may write where answers go
    hello = read(source)
    if hello is not None:
        recipe, words, texts, traces = marshal.loads(hello)
        known = words and Words(*map(frozenset, words))
        session = _opened(Recipe(*recipe), known, texts)
        session.traces = traces
        serve(session, source, target)


def _opened(recipe: Recipe, words: Words | None, texts: Mapping[str, bytes]) -> Session:
    def read_text(path: str) -> bytes:
        return texts[path] if path in texts else read_file(path)

    session = opened(
        recipe.root,
        file=recipe.file,
        isolated=recipe.isolated,
        overrides=recipe.overrides,
        prefilter=recipe.prefilter,
        read=read_text,
    )
    if words:
        session.words = words
    return session
