"""Which file is which module: names of files, files of names, as Python's import would find.

Search order for `import a.b` in a file: the folder that holds the file's top package, the
project root, its source folders, then the folders between the file and the root, each with
source folders of its own (a repository may hold several projects). The standard library
always wins, so a folder named `asyncio` among the tests hides nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

_NO_MODULES = frozenset({".git", ".hg", "__pycache__", "node_modules"})
_STDLIB = frozenset(sys.stdlib_module_names)


class Place(NamedTuple):
    """What a file is called: its module, the package of relative imports, its import root."""

    module: str
    package: str
    origin: str


class Modules:
    """The modules an import can find from below `root`, an absolute path.

    Folders are listed once: a `Modules` lives as long as one run, or until files come and go.
    """

    def __init__(self, root: str, src: tuple[str, ...] = ("src",)) -> None:
        self.root = root
        self._src = src
        self._paths: dict[tuple[str, str], str | None] = {}
        self._folders: dict[str, frozenset[str]] = {}
        self._searched: dict[str, tuple[str, ...]] = {}
        self._places: dict[str, Place] = {}

    def place(self, path: str) -> Place:
        """What the file at an absolute path is called from anywhere in the project.

        Its import root holds the outermost folder with an `__init__`. The name starts at the
        project root or a source folder where an import finds it so (namespace packages, PEP
        420), else at the import root.
        """
        if path not in self._places:
            self._places[path] = self._place(path)
        return self._places[path]

    def _place(self, path: str) -> Place:
        folder, file = os.path.split(path)
        stem = file.rpartition(".")[0] or file
        parts = [] if stem == "__init__" else [stem]
        while "__init__.py" in self._entries(folder) or "__init__.pyi" in self._entries(folder):
            folder, name = os.path.split(folder)
            parts.insert(0, name)
        for start in (*(os.path.join(self.root, source) for source in self._src), self.root):
            if folder == start:
                break
            if not folder.startswith(os.path.join(start, "")):
                continue
            longer = [*folder[len(start) + 1 :].split(os.sep), *parts]
            if self.find(".".join(longer), folder) == path:
                parts = longer
                break
        package = parts if stem == "__init__" else parts[:-1]
        return Place(".".join(parts), ".".join(package), folder)

    def everything(self) -> Iterator[str]:
        """Every file below the root that some import could find, ignored ones included; not
        those of virtual environments, for no file of the project has them on its path."""
        for folder, folders, files in os.walk(self.root):
            if "pyvenv.cfg" in files:
                folders.clear()
                continue
            folders[:] = [name for name in folders if name not in _NO_MODULES]
            yield from (os.path.join(folder, f) for f in files if f.endswith((".py", ".pyi")))

    def find(self, module: str, origin: str) -> str | None:
        """Absolute path of a module's file as seen from an import root; "" for a namespace
        package, which has no file (PEP 420)."""
        key = (module, origin)
        if key not in self._paths:
            self._paths[key] = self._find(module, origin)
        return self._paths[key]

    def _find(self, module: str, origin: str) -> str | None:
        head, *tail = module.split(".")
        if not head or head in _STDLIB:
            return None
        for folder in self._search(origin):
            found = self._in_folder(folder, [head, *tail])
            if found is not None:
                return found
        return None

    def _in_folder(self, folder: str, parts: list[str]) -> str | None:
        """File of a module below a folder; "" for a namespace package."""
        for part in parts[:-1]:
            if part not in self._entries(folder):
                return None
            folder = os.path.join(folder, part)
        last, entries = parts[-1], self._entries(folder)
        if last in entries:
            inside = self._entries(os.path.join(folder, last))
            for init in ("__init__.py", "__init__.pyi"):
                if init in inside:
                    return os.path.join(folder, last, init)
        for suffix in (".py", ".pyi"):
            if last + suffix in entries:
                return os.path.join(folder, last + suffix)
        return "" if last in entries and self._entries(os.path.join(folder, last)) else None

    def _search(self, origin: str) -> tuple[str, ...]:
        if origin not in self._searched:
            folders = [origin, self.root, *(os.path.join(self.root, s) for s in self._src)]
            # settings may give source folders by their full path
            names = [os.path.relpath(os.path.join(self.root, s), self.root) for s in self._src]
            above = origin
            while above.startswith(self.root) and above != self.root:
                above = os.path.dirname(above)
                folders += [above, *(os.path.join(above, name) for name in names)]
            self._searched[origin] = tuple(dict.fromkeys(folders))
        return self._searched[origin]

    def _entries(self, folder: str) -> frozenset[str]:
        found = self._folders.get(folder)
        if found is None:
            try:
                found = frozenset(os.listdir(folder))
            except OSError:
                found = frozenset()
            self._folders[folder] = found
        return found
