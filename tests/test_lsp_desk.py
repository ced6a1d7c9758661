"""Which texts the language server analyses when: a clock that jumps, a worker that counts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asynclint.faces.lsp.analyst import Analyst, Checked
from asynclint.faces.lsp.desk import PAUSE, Desk, Result

WORK = 0.08  # seconds one analysis takes


class Jumping(asyncio.SelectorEventLoop):
    """An event loop that never waits: its clock goes to the next timer at once."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        look = self._selector.select  # type: ignore[attr-defined]

        def jump(timeout: float | None) -> Any:
            self._now += timeout or 0.0
            return look(0)

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        return self._now


class Text:
    """A document; its path is its name."""

    def __init__(self, uri: str) -> None:
        self.uri = self.path = uri
        self.version = 1

    @property
    def text(self) -> str:
        return f"{self.uri} {self.version}"


class Worker(Analyst):
    """Takes its time over the texts it has and remembers which."""

    def __init__(self) -> None:
        super().__init__()
        self.checked: list[str] = []

    async def check(self, path: str, settings: Mapping[str, object]) -> Checked:
        self.checked.append(self._texts[path])
        await asyncio.sleep(WORK)
        return Checked([], [])

    async def mend(self, path: str, settings: Mapping[str, object]) -> str | None:
        self.checked.append(f"mends {self._texts[path]}")
        await asyncio.sleep(WORK)
        return "mended"


class Ear:
    """Hears what is delivered and when."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, float]] = []

    def analysed(self, subject: Any, result: Result) -> None:
        """Counted by the worker."""

    def delivered(self, subject: Any, result: Result, edited: bool) -> None:
        self.heard.append((result.text, round(asyncio.get_running_loop().time(), 3)))

    async def idle(self, subject: Any) -> None:
        """Nothing to do then."""


class Play:
    """A desk with two open texts, which have been analysed, at a second of its own."""

    def __init__(self) -> None:
        self.worker, self.ear = Worker(), Ear()
        self.app, self.store = Text("app"), Text("store")
        self.desk = Desk(self.worker, lambda path: {}, self.ear)

    async def begin(self) -> None:
        for text in (self.app, self.store):
            self.desk.open(text)
        self.running = asyncio.create_task(self.desk.run())
        await asyncio.sleep(1)
        self.worker.checked.clear()
        self.ear.heard.clear()

    def type(self, text: Text) -> None:
        text.version += 1
        self.desk.edit(text)


def play(scene: Callable[[Play], Awaitable[None]]) -> Play:
    """What came of a scene; it starts at second 1."""

    async def whole() -> Play:
        stage = Play()
        await stage.begin()
        await scene(stage)
        stage.running.cancel()
        return stage

    loop = Jumping()
    try:
        return loop.run_until_complete(whole())
    finally:
        loop.close()


def test_the_first_edit_after_a_pause_is_analysed_at_once() -> None:
    async def scene(stage: Play) -> None:
        stage.type(stage.app)
        await asyncio.sleep(1)

    stage = play(scene)

    assert stage.ear.heard[0] == ("app 2", round(1 + WORK, 3))
    assert stage.worker.checked == ["app 2", "store 1"]


def test_edits_that_follow_closely_wait_for_a_pause() -> None:
    async def scene(stage: Play) -> None:
        for _ in range(3):
            stage.type(stage.app)
            await asyncio.sleep(0.02)
        await asyncio.sleep(1)

    stage = play(scene)

    last = 1 + 2 * 0.02
    assert stage.worker.checked == ["app 2", "app 4", "store 1"]
    assert stage.ear.heard[0] == ("app 4", round(last + PAUSE + WORK, 3))


def test_a_flood_is_analysed_twice_and_its_last_text_delivered() -> None:
    async def scene(stage: Play) -> None:
        for _ in range(60):
            stage.type(stage.app)
            await asyncio.sleep(0.01)
        await asyncio.sleep(1)

    stage = play(scene)

    assert stage.worker.checked == ["app 2", "app 61", "store 1"]
    assert [text for text, _ in stage.ear.heard] == ["app 61", "store 1"]


def test_an_edit_puts_the_other_texts_off() -> None:
    async def scene(stage: Play) -> None:
        stage.type(stage.app)
        await asyncio.sleep(WORK + 0.01)  # the store is being analysed anew
        stage.type(stage.app)
        await asyncio.sleep(1)

    assert play(scene).worker.checked == ["app 2", "store 1", "app 3", "store 1"]


def test_who_asks_gets_what_is_found_in_the_last_text() -> None:
    results: list[Result | None] = []

    async def scene(stage: Play) -> None:
        stage.type(stage.app)
        asked = asyncio.create_task(stage.desk.result("app"))
        await asyncio.sleep(0.01)
        stage.type(stage.app)
        results.extend([await asked, await stage.desk.result("closed")])

    play(scene)

    assert [result and result.text for result in results] == ["app 3", None]


def test_a_text_is_mended_once_for_one_result() -> None:
    texts: list[str | None] = []

    async def scene(stage: Play) -> None:
        for _ in range(2):
            texts.append(await stage.desk.mended("app"))
        late = asyncio.create_task(stage.desk.mended("store"))
        await asyncio.sleep(0.01)
        stage.type(stage.store)
        texts.append(await late)

    stage = play(scene)

    assert texts == ["mended", "mended", None]
    assert stage.worker.checked[:2] == ["mends app 1", "mends store 1"]


def test_closing_lets_those_go_who_wait() -> None:
    results: list[Result | None] = []

    async def scene(stage: Play) -> None:
        stage.type(stage.app)
        asked = asyncio.create_task(stage.desk.result("app"))
        await asyncio.sleep(0.01)
        stage.desk.close("app")
        results.append(await asked)

    play(scene)

    assert results == [None]
