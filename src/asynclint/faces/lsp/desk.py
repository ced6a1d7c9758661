"""Which text is analysed when.

The first edit after a pause is analysed at once, those that follow it closely when the typing
pauses; so a key pressed now and then has its findings at once, and a flood of edits is analysed
twice. Then all other open texts follow, for what was edited may be what they call. A new edit puts
the others off; whatever is asked waits for the last text.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from asynclint.faces.lsp.analyst import Analyst, Checked

PAUSE = 0.05  # seconds without an edit after which the typing has paused


class Subject(Protocol):
    """What can be analysed: a document or a notebook."""

    uri: str
    path: str
    version: int

    @property
    def text(self) -> str: ...


class Result(NamedTuple):
    """What was found in a version of a subject, the text it had and how long it took."""

    version: int
    text: str
    checked: Checked
    seconds: float


class Listener(Protocol):
    """Who wants to know."""

    def analysed(self, subject: Subject, result: Result) -> None:
        """There is a result."""

    def delivered(self, subject: Subject, result: Result, edited: bool) -> None:
        """It is of the current text, which was edited or only rests on what was."""

    async def idle(self, subject: Subject) -> None:
        """Nothing waits; awaited before anything else is looked at."""


class Desk:
    """The subjects that are open, what waits to be analysed and what was found.

    `settings_of` gives the client's settings for a path; `listener` hears what comes of it.
    """

    def __init__(
        self,
        analyst: Analyst,
        settings_of: Callable[[str], Mapping[str, object]],
        listener: Listener,
        pause: float = PAUSE,
    ) -> None:
        self._analyst = analyst
        self._settings_of = settings_of
        self._listener = listener
        self._pause = pause
        self._subjects: dict[str, Subject] = {}
        self._edited: dict[str, float] = {}
        self._touched: dict[str, float] = {}
        self._others: dict[str, None] = {}
        self._at = ""
        self._news = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []
        self._mended: dict[str, tuple[Result, str]] = {}
        self.results: dict[str, Result] = {}

    def open(self, subject: Subject) -> None:
        """Something is open now; it is analysed at once."""
        self._subjects[subject.uri] = subject
        self._put(subject)

    def edit(self, subject: Subject) -> None:
        """An open subject has another text."""
        self._put(subject)

    def close(self, uri: str) -> None:
        """Nobody looks at it any more."""
        subject = self._subjects.pop(uri, None)
        if subject is None:
            return
        for memory in (self._edited, self._touched, self._others, self._mended, self.results):
            memory.pop(uri, None)
        self._analyst.drop(subject.path)
        self.again()
        self._let_go()

    def again(self) -> None:
        """Something changed that any text may rest on."""
        self._others.update(dict.fromkeys(uri for uri in self._subjects if uri not in self._edited))
        self._news.set()

    async def result(self, uri: str) -> Result | None:
        """What is found in the last text of a subject; None when it is not open."""
        while uri in self._subjects and self._waits(uri):
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(future)
            await future
        return self.results.get(uri)

    async def mended(self, uri: str) -> str | None:
        """The last text of a subject with all safe fixes made; None where there is no such, or
        another text came meanwhile. Raises `Lost`."""
        result, subject = await self.result(uri), self._subjects.get(uri)
        if result is None or subject is None:
            return None
        known, text = self._mended.get(uri, (None, ""))
        if known is not result:
            path = subject.path
            new = await self._analyst.mend(path, self._settings_of(path))
            if new is None or subject.version != result.version:
                return None
            text = new
            self._mended[uri] = result, text
        return text

    async def run(self) -> None:
        """Analyse for ever."""
        while True:
            uri = await self._next()
            edited = self._edited.pop(uri, None) is not None
            self._others.pop(uri, None)
            self._at = uri
            try:
                await self._check(self._subjects[uri], edited)
            finally:
                self._at = ""
            self._let_go()

    @property
    def is_busy(self) -> bool:
        """Whether something waits to be analysed."""
        return bool(self._edited or self._others)

    def _put(self, subject: Subject) -> None:
        self._analyst.put(subject.path, subject.text)
        now = asyncio.get_running_loop().time()
        before = self._touched.get(subject.uri, now - self._pause)
        self._touched[subject.uri] = now
        self._edited[subject.uri] = now if now - before >= self._pause else now + self._pause
        self._news.set()

    def _waits(self, uri: str) -> bool:
        return uri in self._edited or uri in self._others or uri == self._at

    def _let_go(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def _next(self) -> str:
        """The next to analyse: what was edited, after the pause; then the others."""
        while True:
            self._news.clear()
            if self._edited:
                uri = min(self._edited, key=self._edited.__getitem__)
                left = self._edited[uri] - asyncio.get_running_loop().time()
                if left <= 0:
                    return uri
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._news.wait(), left)
            elif self._others:
                return next(reversed(self._others))
            else:
                await self._news.wait()

    async def _check(self, subject: Subject, edited: bool) -> None:
        version, text = subject.version, subject.text
        begin = asyncio.get_running_loop().time()
        checked = await self._analyst.check(subject.path, self._settings_of(subject.path))
        seconds = asyncio.get_running_loop().time() - begin
        if subject.uri not in self._subjects:
            return
        self.results[subject.uri] = result = Result(version, text, checked, seconds)
        self._listener.analysed(subject, result)
        if subject.uri in self._edited:
            return  # it has another text already
        self._listener.delivered(subject, result, edited)
        if edited:
            self.again()
            self._others.pop(subject.uri, None)
        if not self.is_busy:
            await self._listener.idle(subject)
