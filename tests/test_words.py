"""The names that functions of many files have, found without parsing them."""

from __future__ import annotations

import pytest

from asynclint.words import Words, coroutines, words


@pytest.mark.parametrize(
    "text",
    [
        "async def save(): ...",
        "async \\\n def save(): ...",
        "def save(item) -> Coroutine[Any, Any, None]: ...",
        "def save(default: int = 1) -> 'Coroutine[Any, Any, None]': ...",
        "def save(\n    item: Items[str],\n) -> (\n    typing.Coroutine[Any, Any, None]\n): ...",
        "from typing import Coroutine as C\ndef save() -> C[int]: ...",
    ],
)
def test_what_can_make_a_coroutine_is_among_the_names(text: str) -> None:
    data = [b"def other(): ...\n", text.encode()]

    assert words(data).coroutines == {"save"}
    assert coroutines(data) == Words(frozenset({"save"}))


def test_what_takes_one_is_not() -> None:
    text = "def start(job: Coroutine[Any, Any, None], more: Callable[[], Coroutine]) -> int: ..."

    assert words([text.encode()]) == Words(plain=frozenset({"start"}))
