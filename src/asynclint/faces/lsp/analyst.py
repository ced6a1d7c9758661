"""The worker as the server sees it: asked one thing at a time, replaced when it fails.

A parser may take the process down or never come back. Then the worker is ended, a new one gets all
texts, and the question is asked once more; a text that fails again gets a finding that says so.

A worker that parses long files again and again grows all the same, by a tenth in a thousand edits:
memory of many sizes is given back in pieces. So after that many answers a new one takes its place
and reads the project and the text anew, when nobody waits.
"""

from __future__ import annotations

import asyncio
import contextlib
import marshal
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from asynclint.codes import SYNTAX_ERROR
from asynclint.faces.lsp.pipe import HEADER, frame
from asynclint.model import Finding
from asynclint.parcels import unpack

PATIENCE = 30.0  # seconds for one text
_LONG = 300.0  # seconds for the first reading of a project
_ANSWERS = 1_000  # of one worker
# Nothing is imported from the folder the editor was started in.
_PROGRAM = "import sys; sys.path[:] = {path!r}; from {module} import main; main()"

Settings = Mapping[str, object]


class Checked(NamedTuple):
    """What came of one text; `trouble` is a mistake in the settings."""

    findings: list[Finding]
    failures: list[str]
    trouble: str = ""


class Lost(Exception):
    """The worker gave no answer; the text says why."""


class Analyst:
    """Questions to a worker, which is started when the first is asked."""

    def __init__(self, patience: float = PATIENCE, answers: int = _ANSWERS) -> None:
        self._patience = patience
        self._most = self._left = answers
        self._renewal: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._texts: dict[str, str] = {}
        self._news: list[tuple[Any, ...]] = []
        self._unsent: set[str] = set()
        self._one = asyncio.Lock()

    def put(self, path: str, text: str) -> None:
        """The editor has this text for a file."""
        self._texts[path] = text
        self._unsent.add(path)

    def drop(self, path: str) -> None:
        """The editor has closed a file."""
        self._texts.pop(path, None)
        self._unsent.discard(path)
        self._news.append(("drop", path))

    def changed(self, paths: list[str]) -> None:
        """Files on the disk are others than before."""
        self._news.append(("changed", paths))

    def reopen(self) -> None:
        """Settings files have changed."""
        self._news.append(("reopen",))

    async def check(self, path: str, settings: Settings) -> Checked:
        """Findings of a text; never raises for what is wrong with it."""
        reason = ""
        for _ in range(2):
            try:
                packed, trouble = await self._ask(("check", path, dict(settings)), self._patience)
            except Lost as lost:
                reason = str(lost)
                if reason.startswith("took"):
                    break
            else:
                found = Checked(*unpack(packed)[:2], trouble)
                self._renew(path, settings, found)
                return found
        from asynclint.checks.source import syntax_error  # brings all rules with it

        return Checked([syntax_error.check(path, reason)], [f"{path}: {reason}"])

    async def mend(self, path: str, settings: Settings) -> str | None:
        """A text with all safe fixes made; None where there is no such. Raises `Lost`."""
        (text,) = await self._ask(("mend", path, dict(settings)), self._patience)
        return text if isinstance(text, str) else None

    async def learn(
        self, path: str, settings: Settings, progress: Callable[[int], None]
    ) -> None:
        """Let the project of a file be read, once; `progress` hears the number of files."""
        await self._ask(("learn", path, dict(settings)), _LONG, progress)

    async def start(self) -> None:
        """Let the worker get ready before the first question."""
        async with self._one:
            if self._process is None:
                await self._start()

    def _renew(self, path: str, settings: Settings, found: Checked) -> None:
        """Count an answer, and replace a worker that gave many; not while a text is broken, of
        which it knows what the last whole one had."""
        self._left -= 1
        if self._left > 0 or any(finding.code == SYNTAX_ERROR for finding in found.findings):
            return
        self._left = self._most
        self.end()
        self._renewal = asyncio.create_task(
            self._get_ready(path, self._texts.get(path, ""), settings)
        )

    async def _get_ready(self, path: str, text: str, settings: Settings) -> None:
        """Let a new worker know what the old one knew, of a text that may be another by now."""
        with contextlib.suppress(Lost):
            async with self._one:
                await self._asked(("learn", path, dict(settings)), _LONG)
                self._unsent.discard(path)
                self._news.append(("put", path, text))
                await self._asked(("check", path, dict(settings)), self._patience)
                self._unsent.update({path} & self._texts.keys())

    def end(self) -> None:
        """End the worker, whatever it is doing."""
        if self._renewal:
            self._renewal.cancel()
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.kill()

    async def _ask(
        self,
        question: tuple[Any, ...],
        patience: float,
        progress: Callable[[int], None] = lambda count: None,
    ) -> tuple[Any, ...]:
        async with self._one:
            return await self._asked(question, patience, progress)

    async def _asked(
        self,
        question: tuple[Any, ...],
        patience: float,
        progress: Callable[[int], None] = lambda count: None,
    ) -> tuple[Any, ...]:
        process = self._process or await self._start()
        answered = False
        try:
            answer = await asyncio.wait_for(self._exchange(process, question, progress), patience)
            answered = True
            return answer
        except asyncio.TimeoutError:  # before `OSError`, which it is one of since 3.11
            raise Lost(f"took longer than {patience:g} seconds") from None
        except (asyncio.IncompleteReadError, OSError):
            status = await process.wait()
            raise Lost(f"ended the process that analysed it ({_cause(status)})") from None
        finally:
            if not answered:  # cancelled ones too: an answer nobody waits for would come next
                self.end()

    async def _exchange(
        self,
        process: asyncio.subprocess.Process,
        question: tuple[Any, ...],
        progress: Callable[[int], None],
    ) -> tuple[Any, ...]:
        assert process.stdin is not None
        assert process.stdout is not None
        for message in (*self._told(), question):
            process.stdin.write(frame(message))
        await process.stdin.drain()
        while True:
            size = HEADER.unpack(await process.stdout.readexactly(HEADER.size))[0]
            kind, *rest = marshal.loads(await process.stdout.readexactly(size))
            if kind == "done":
                return tuple(rest)
            progress(*rest)

    def _told(self) -> list[tuple[Any, ...]]:
        news, self._news = self._news, []
        unsent, self._unsent = sorted(self._unsent), set()
        return [*news, *(("put", path, self._texts[path]) for path in unsent)]

    async def _start(self) -> asyncio.subprocess.Process:
        path = [entry for entry in sys.path if entry]
        program = _PROGRAM.format(path=path, module="asynclint.faces.lsp.worker")
        pipe = asyncio.subprocess.PIPE
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", program, stdin=pipe, stdout=pipe
        )
        self._news.clear()
        self._unsent = set(self._texts)
        return process


def _cause(status: int) -> str:
    if status >= 0:
        return f"status {status}"
    import signal

    return (signal.strsignal(-status) if os.name == "posix" else None) or f"signal {-status}"
