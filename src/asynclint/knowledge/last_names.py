"""The last names of the coroutine functions and async generators of packages something is known of.

They stand in a file of their own, so that a project that imports many packages does not
wait for all of them to be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from asynclint.knowledge.reading import last_names

_FROM = re.compile(rb"from[\s\\]+(\w+)")
_IMPORT = re.compile(rb"import[\s\\]+((?:\\\r?\n|[^\n;])*)")


def coroutine_names(files: Iterable[bytes]) -> frozenset[str]:
    """Every name after the last dot that a known coroutine function or async generator can be
    called by, of the packages that some file imports and of those they hand on."""
    known = last_names()
    unseen = {name.encode(): name for name in known["names"]}
    seen: set[str] = set()
    for data in files:
        for word in unseen.keys() & {*_imported(data)}:
            name = unseen.pop(word)
            seen.update((name, *known["reached"][name].split()))
    return frozenset(last for name in seen for last in known["names"][name].split())


def _imported(data: bytes) -> Iterator[bytes]:
    """The top-level names that a text imports, and some more."""
    yield from _FROM.findall(data)
    for names in _IMPORT.findall(data):
        for name in names.split(b","):
            yield name.strip(b" \t\r\n\\").partition(b" ")[0].partition(b".")[0]
