"""The names of all `async def` in a heap of files, found without parsing any of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Line ends and backslashes may stand between the words; names may be of any script.
_ASYNC_DEF = re.compile(rb"async[\s\\]+def[\s\\]+([^\s\\(\[]+)")

_IMPORT = re.compile(rb"(?:^|[\n;:])[ \t]*(?:from|import)[ \t\\]+([^\n;#]+)")
_WORD = re.compile(rb"(?<![.\w])[^\W\d]\w*")


def coroutine_names(files: Iterable[bytes]) -> frozenset[str]:
    """The names of all `async def` in some files, found without parsing. Over-approximates:
    strings and comments count too."""
    found: set[bytes] = set()
    for data in files:
        found.update(_ASYNC_DEF.findall(data))
    return frozenset(unicodedata.normalize("NFKC", _decoded(name)) for name in found)


def imported(files: Iterable[bytes]) -> frozenset[str]:
    """The top-level names of all modules that some files import. Over-approximates: every word
    after `import` counts, in strings and comments too."""
    found: set[bytes] = set()
    for data in files:
        for line in _IMPORT.findall(data):
            found.update(_WORD.findall(line))
    return frozenset(_decoded(name) for name in found)


def _decoded(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("latin-1")
