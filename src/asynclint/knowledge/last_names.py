"""The last names of the coroutine functions of packages something is known of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from asynclint.knowledge import package, packages


def coroutine_names(files: Iterable[bytes]) -> frozenset[str]:
    """Every name after the last dot that a known coroutine function can be called by, of the
    packages that some file mentions: what no file mentions, no file can import."""
    unseen = {name.encode(): name for name in packages()}
    for data in files:
        for word in [word for word in unseen if word in data]:
            del unseen[word]
    seen = packages().difference(unseen.values())
    return frozenset().union(*map(_last_names, seen))


@cache
def _last_names(name: str) -> frozenset[str]:
    return frozenset(spelling.rpartition(".")[2] for spelling in _spellings(name))


def _spellings(name: str) -> Iterator[str]:
    known = package(name)
    assert known is not None
    yield from known.coroutines
    yield from known.aliases
