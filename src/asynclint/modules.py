"""Which file is which module: names of files, files of names, as Python's import would find.

Search order for `import a.b` in a file: the folder that holds the file's top package, the
project root, its source folders, then the folders between the file and the root, each with
source folders of its own (a repository may hold several projects). The standard library
always wins, so a folder named `asyncio` among the tests hides nothing. Last come the folders of
installed packages, stubs first (`name-stubs` of PEP 561, a `.pyi` beside the `.py`, the `.py`), and
then the other projects of the repository, which people install side by side.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from keyword import iskeyword
from typing import NamedTuple

_NO_MODULES = frozenset({".git", ".hg", "__pycache__", "node_modules"})
# Nobody imports Python's own tests; folders of that name are a project's.
_STDLIB = frozenset(sys.stdlib_module_names) - {"test"}
_PROJECT = frozenset({"pyproject.toml", "setup.cfg", "setup.py"})
_NO_NAME = re.compile(r"\W")
_DEEP = 3  # folders between the root of a repository and the projects in it
_SOURCE_FIRST = (".py", ".pyi")
_STUBS_FIRST = (".pyi", ".py")


class Place(NamedTuple):
    """What a file is called: its module, the package of relative imports, its import root."""

    module: str
    package: str
    origin: str


class Modules:
    """The modules an import can find from below `root`, an absolute path; `installed` are the
    folders of installed packages.

    Folders are listed once: a `Modules` lives as long as one run, or until files come and go.
    """

    def __init__(
        self, root: str, src: tuple[str, ...] = ("src",), installed: tuple[str, ...] = ()
    ) -> None:
        self.root = root
        self.installed = installed
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
        installed = self.home(path)
        if installed:
            return _installed_place(path, installed)
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
            if all(map(str.isidentifier, longer)) and self.find(".".join(longer), folder) == path:
                parts = longer
                break
        parts = [_named(part) for part in parts]
        package = parts if stem == "__init__" else parts[:-1]
        return Place(".".join(parts), ".".join(package), folder)

    def is_listed(self, path: str) -> bool:
        """Whether a file is there or not there as when its folder was listed."""
        folder, name = os.path.split(path)
        known = self._folders.get(folder)
        return known is None or (name in known) == os.path.exists(path)

    def everything(self) -> Iterator[str]:
        """Every file below the root that some import could find, ignored ones included; not
        those of virtual environments, for no file of the project has them on its path."""
        for folder, folders, files in os.walk(self.root):
            if "pyvenv.cfg" in files:
                folders.clear()
                continue
            folders[:] = [name for name in folders if name not in _NO_MODULES]
            yield from (os.path.join(folder, f) for f in files if f.endswith(_SOURCE_FIRST))

    def installed_files(self, package: str) -> Iterator[str]:
        """The files of an installed package, by its import name, and of its stubs."""
        for folder in self.installed:
            for top in (package, f"{package}-stubs"):
                for place, _, files in os.walk(os.path.join(folder, top)):
                    yield from (os.path.join(place, f) for f in files if f.endswith(_SOURCE_FIRST))
                if f"{top}.py" in self._entries(folder):
                    yield os.path.join(folder, f"{top}.py")

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
        namespace = None  # a folder without `__init__` hides no package further on
        for folder in self._search(origin) if origin not in self.installed else ():
            found = self._in_folder(folder, [head, *tail], _SOURCE_FIRST)
            if found:
                return found
            namespace = found if namespace is None else namespace
        for found in (self._find_installed([head, *tail]), self._find_beside([head, *tail])):
            if found:
                return found
            namespace = found if namespace is None else namespace
        return namespace

    def _find_beside(self, parts: list[str]) -> str | None:
        """A module of another project in the same repository."""
        for folder in self._projects:
            found = self._in_folder(folder, parts, _SOURCE_FIRST)
            if found:
                return found
        return None

    @cached_property
    def _projects(self) -> tuple[str, ...]:
        """The folders below the root that hold projects, with their source folders."""
        found: list[str] = []
        pending = [(self.root, 0)]
        while pending:
            folder, depth = pending.pop(0)
            entries = self._entries(folder)
            if "pyvenv.cfg" in entries:
                continue
            if depth and not _PROJECT.isdisjoint(entries):
                found += [folder, os.path.join(folder, "src")]
            if depth < _DEEP:
                inside = sorted(e for e in entries if "." not in e and e not in _NO_MODULES)
                pending += [(os.path.join(folder, name), depth + 1) for name in inside]
        return tuple(found)

    def _find_installed(self, parts: list[str]) -> str | None:
        namespace = None
        for folder in self.installed:
            for top in (f"{parts[0]}-stubs", parts[0]):
                if top in self._entries(folder) or f"{top}.py" in self._entries(folder):
                    found = self._in_folder(folder, [top, *parts[1:]], _STUBS_FIRST)
                    if found:
                        return found
                    namespace = namespace if found is None else found
        return namespace

    def home(self, path: str) -> str:
        """The folder of installed packages that a path lies in; "" for the project's own."""
        for folder in self.installed:
            if path.startswith(os.path.join(folder, "")):
                return folder
        return ""

    def _in_folder(self, folder: str, parts: list[str], suffixes: Sequence[str]) -> str | None:
        """File of a module below a folder; "" for a namespace package."""
        for part in parts[:-1]:
            if part not in self._entries(folder):
                return None
            folder = os.path.join(folder, part)
        last, entries = parts[-1], self._entries(folder)
        if last in entries:
            inside = self._entries(os.path.join(folder, last))
            for suffix in suffixes:
                if f"__init__{suffix}" in inside:
                    return os.path.join(folder, last, f"__init__{suffix}")
        for suffix in suffixes:
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


def _named(part: str) -> str:
    """A name that can stand in a type text, for a file that no import can name."""
    if part.isidentifier() and not iskeyword(part):
        return part
    return f"_{_NO_NAME.sub('_', part)}"


def _installed_place(path: str, folder: str) -> Place:
    """What a file of an installed package is called; stubs are called as what they describe."""
    parts = os.path.relpath(path, folder).rpartition(".")[0].split(os.sep)
    parts[0] = parts[0].removesuffix("-stubs")
    is_package = parts[-1] == "__init__"
    module = parts[:-1] if is_package else parts
    return Place(".".join(module), ".".join(module if is_package else parts[:-1]), folder)
