"""The last names of all coroutine functions of all packages something is known of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from asynclint.knowledge import package, packages


@lru_cache(maxsize=1)
def coroutine_names() -> frozenset[str]:
    """Every name after the last dot that a known coroutine function can be called by."""
    return frozenset(name.rpartition(".")[2] for name in _spellings())


def _spellings() -> Iterator[str]:
    for each in packages():
        known = package(each)
        assert known is not None
        yield from known.coroutines
        yield from known.aliases
