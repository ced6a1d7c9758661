"""Facts of modules by path: made when somebody asks, and kept, for asking costs a parse.

Facts hold the tree they are made from; `Project` clears the shelf before that is too much.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from functools import partial

from asynclint.extraction import extract
from asynclint.facts import ModuleFacts
from asynclint.memory import Watch
from asynclint.modules import Modules
from asynclint.names import Names
from asynclint.source import BadSource, Source

Read = Callable[[str], "bytes | None"]

# Bytes of modules whose trees are kept, which take some seventy times as much. More save little,
# for neighbours ask about neighbours.
HELD = 4_000_000

_BARE_WORD = re.compile(rb"(?<![.\w])\w+")


class Shelf:
    """The modules some project has been asked about. `read` is the only way to the disk."""

    def __init__(self, modules: Modules, read: Read, limit: int) -> None:
        self.watch = Watch()
        self._modules = modules
        self._read = read
        self._limit = limit
        self._facts: dict[str, ModuleFacts | None] = {}
        self._sources: dict[str, Source] = {}
        self._words: dict[str, frozenset[bytes]] = {}
        self._asked: Counter[str] = Counter()
        self._sizes: dict[str, int] = {}
        self._offered: tuple[str, Callable[[], ModuleFacts]] | None = None
        self._lent: ModuleFacts | None = None

    def offer(
        self, path: str, make: Callable[[], ModuleFacts] | None, size: int = 0
    ) -> None:
        """While a file of some size is being checked, its facts come from the tree that is there
        anyway. None ends that; facts somebody asked for wait for more questions."""
        if make:
            self._sizes[path] = size
        elif self._lent:
            self._facts[path] = self._lent
        elif path not in self._facts:
            self._sizes.pop(path, None)
        self._offered = (path, make) if make else None
        self._lent = None

    def offered(self, module: str) -> str:
        """The path of the file that is being checked, when it is called so; else ""."""
        path = self._offered[0] if self._offered else ""
        return path if path and self._modules.place(path).module == module else ""

    def tree(self, path: str, data: bytes) -> ast.Module | None:
        """The tree of a file with these bytes, when somebody asked about it before."""
        source = self._sources.get(path)
        return source.tree if source and source.data == data else None

    def facts(self, path: str) -> ModuleFacts | None:
        """Facts of the module at an absolute path; None when it cannot be read or parsed."""
        self.watch.read(path)
        if self._offered and self._offered[0] == path:
            self._lent = self._lent or self._offered[1]()
            return self._lent
        self._asked[path] += 1
        if path not in self._facts:
            self._facts[path] = None  # a circle of imports must find an answer here
            self._facts[path] = found = self._extract(path)
            # One file may lead to thousands, through star imports for one.
            if self.size > 2 * HELD:
                self.clear(keep=HELD)
                self._facts[path] = found
        return self._facts[path]

    def clear(self, keep: int) -> set[str]:
        """Forget all facts, and with them all trees, but those of the modules asked for most, of
        some bytes together; the paths of the others."""
        most = []
        for path in sorted(self._asked, key=self._asked.__getitem__, reverse=True):
            keep -= self._sizes.get(path, 0)
            if keep < 0:
                break
            most.append(path)
        gone = self._facts.keys() - set(most)
        for memory in (self._facts, self._sources, self._sizes):
            for path in memory.keys() - set(most):
                del memory[path]
        self._asked = Counter({path: self._asked[path] // 2 for path in most})
        return gone

    def forget(self, path: str) -> None:
        """The file at an absolute path has other text now."""
        for memory in (self._facts, self._sources, self._words):
            memory.pop(path, None)
        self._offered = self._lent = None

    @property
    def size(self) -> int:
        """The bytes of all files whose trees are kept."""
        return sum(self._sizes.values())

    def has_text(self, path: str, text: bytes) -> bool:
        """Whether a module's file has some text; cheaper than its facts."""
        return text in self.data(path)

    def bare_words(self, path: str) -> frozenset[bytes]:
        """The words of a module's file that follow no dot, for those who ask what its top binds;
        much cheaper than its facts."""
        self.watch.read(path)
        if path not in self._words:
            self._words[path] = frozenset(_BARE_WORD.findall(self._read(path) or b""))
        return self._words[path]

    def data(self, path: str) -> bytes:
        """The bytes of the file at an absolute path; empty when it cannot be read."""
        self.watch.read_whole(path)
        return self._read(path) or b""

    def _extract(self, path: str) -> ModuleFacts | None:
        data = self._read(path)
        if data is None:
            return None
        source, place = Source(path, data, limit=self._limit), self._modules.place(path)
        self._sources[path] = source
        self._sizes[path] = len(data)
        try:
            names = Names(source.tree, place.module, place.package)
            return extract(source, names, partial(self.watch.read_whole, path))
        except (BadSource, RecursionError):
            return None
