"""What the functions in a heap of files are called, found without parsing any of them.

Everything here over-approximates: strings and comments count too. What a name is not, no
function of that name is; and of most calls that is all that has to be known.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Line ends and backslashes may stand between the words; names may be of any script.
_ASYNC_DEF = re.compile(rb"async[\s\\]+def[\s\\]+([^\s\\(\[]+)")
_DEF = re.compile(rb"def[\s\\]+([^\s\\(\[]+)")
_RETURNS_COROUTINE = re.compile(rb"->[^:]*?Coroutine")
_RENAMED = re.compile(rb"Coroutine[\s\\]+as\b")
_MANAGER = re.compile(rb"contextmanager\b[^@]*?\bdef[\s\\]+([^\s\\(\[]+)")
_DECORATED = re.compile(rb"contextmanager\b.*\n(?:[ \t]*[@#)].*\n)+?\s*(?:async\s+)?def\s+(\w+)")
_IMPORT = re.compile(rb"\n[ \t]*(?:from|import)[ \t\\]+([^\n;#]+)")
_IMPORT_AFTER = re.compile(rb"[;:][ \t]*(?:from|import)[ \t\\]+([^\n;#]+)")
_WORD = re.compile(rb"(?<![.\w])[^\W\d]\w*")


class Words(NamedTuple):
    """Last names: of all `async def` and what else is said to return a `Coroutine`, of all other
    functions, of those under a decorator `contextmanager` or `asynccontextmanager`, and of each
    `async def` in a file with a `yield`."""

    coroutines: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    managers: frozenset[str] = frozenset()
    generators: frozenset[str] = frozenset()

    def with_more(self, other: Words) -> Words:
        """The names of both."""
        return Words(*(one | two for one, two in zip(self, other, strict=True)))


def coroutines(files: Iterable[bytes]) -> Words:
    """The names of the coroutine functions that some files define, and no others."""
    found: set[bytes] = set()
    for data in files:
        if b"async" in data:
            found.update(_ASYNC_DEF.findall(data))
        found.update(_said_to_return_one(data))
    return Words(frozenset(map(_name, found)))


def words(files: Iterable[bytes]) -> Words:
    """The names of the functions that some files define."""
    found: tuple[set[bytes], ...] = (set(), set(), set(), set())
    for data in files:
        asynchronous = _ASYNC_DEF.findall(data) if b"async" in data else []
        found[0].update(asynchronous, _said_to_return_one(data))
        # To look whether `async` stands before each `def` costs more than to count.
        found[1].update(Counter(_DEF.findall(data)) - Counter(asynchronous))
        if b"contextmanager" in data:
            found[2].update(_MANAGER.findall(data))
            found[2].update(_DECORATED.findall(data))
        if asynchronous and b"yield" in data:
            found[3].update(asynchronous)
    return Words(*(frozenset(map(_name, names)) for names in found))


def _said_to_return_one(data: bytes) -> Iterator[bytes]:
    """The names of the functions that are annotated to return a `Coroutine`."""
    if b"Coroutine" not in data:
        return
    defined = [(match.start(), match[1]) for match in _DEF.finditer(data)]
    if _RENAMED.search(data):
        yield from (name for _, name in defined)
    for said in _RETURNS_COROUTINE.finditer(data):
        before = bisect(defined, (said.start(),))
        if before:
            yield defined[before - 1][1]


def imported(files: Iterable[bytes]) -> frozenset[str]:
    """The top-level names of all modules that some files import: every word after `import`
    counts."""
    found: set[bytes] = set()
    for data in files:
        for pattern in (_IMPORT, _IMPORT_AFTER):
            for line in pattern.findall(b"\n" + data):
                found.update(_WORD.findall(line))
    return frozenset(map(_name, found))


def _name(name: bytes) -> str:
    try:
        text = name.decode()
    except UnicodeDecodeError:
        text = name.decode("latin-1")
    return unicodedata.normalize("NFKC", text)
