"""What the pages say about `unittest.mock`, tried with the real one."""

from __future__ import annotations

import asyncio
from unittest.mock import AsyncMock, MagicMock

import pytest


def test_what_a_plain_mock_gives_cannot_be_awaited() -> None:
    async def test() -> None:
        with pytest.raises(TypeError):
            await MagicMock().save()

    asyncio.run(test())


def test_a_child_of_an_async_mock_gives_no_manager() -> None:
    session = AsyncMock()
    session.get.return_value.__aenter__.return_value = 1

    async def enter() -> None:
        async with session.get("/"):
            pass

    with pytest.raises(TypeError), pytest.warns(RuntimeWarning, match="never awaited"):
        asyncio.run(enter())


def test_an_async_mock_itself_and_a_magic_mock_can_be_entered() -> None:
    async def enter() -> list[object]:
        async with AsyncMock() as one, MagicMock().get("/") as other:
            return [one, other]

    assert len(asyncio.run(enter())) == 2


def test_an_async_mock_as_aexit_swallows_exceptions() -> None:
    session, leave = MagicMock(), AsyncMock()
    session.__aexit__ = leave

    async def fail() -> str:
        async with session:
            raise ValueError
        return "swallowed"

    assert asyncio.run(fail()) == "swallowed"


@pytest.mark.parametrize("leave", [None, AsyncMock(return_value=None)])
def test_without_it_or_with_a_return_value_exceptions_go_through(leave: AsyncMock | None) -> None:
    session = MagicMock()
    if leave:
        session.__aexit__ = leave

    async def fail() -> None:
        async with session:
            raise ValueError("gone")

    with pytest.raises(ValueError, match="gone"):
        asyncio.run(fail())


def test_an_async_mock_gives_back_the_coroutine_it_was_told_to_give() -> None:
    async def load() -> int:
        return 1

    async def kinds() -> list[bool]:
        made = load()
        results = [await AsyncMock(return_value=made)()]
        found = [asyncio.iscoroutine(result) for result in results]
        for result in results:
            result.close()
        return [*found, await AsyncMock(side_effect=load)() == 1]

    assert asyncio.run(kinds()) == [True, True]


def test_an_assertion_about_the_call_holds_for_what_nobody_awaited() -> None:
    save = AsyncMock()
    save().close()

    save.assert_called_once()
    with pytest.raises(AssertionError):
        save.assert_awaited_once()
