"""What pytest runs the tests of a directory with, put together from the files above it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import NamedTuple

from asynclint import knowledge
from asynclint.config.boundary import Boundary
from asynclint.config.dependencies import Read, declared, installed
from asynclint.config.document import load
from asynclint.config.pytest_settings import counting
from asynclint.model import UserError
from asynclint.pytest_setup import PytestSetup, Versions

# Files people start pytest from, with options of their own.
_COMMANDS = ("tox.ini", "noxfile.py", "Makefile", "justfile", "setup.cfg", "conftest.py")


class _Place(NamedTuple):
    """What the files of one directory say; `settings` is None where none configures pytest."""

    settings: Mapping[str, object] | None
    packages: Mapping[str, Versions]
    commands: str


class Setups:
    """The setups of directories; the files of each are read once. `read` gives the bytes of a
    file or None, and `exists` answers before it is asked."""

    def __init__(self, read: Read, exists: Callable[[str], bool]) -> None:
        self._read = read
        self._exists = exists
        self._boundary = Boundary(exists)
        self._places: dict[str, _Place] = {}
        self._found: dict[str, PytestSetup] = {}
        table = knowledge.table("pytest_plugins")
        self._wanted = frozenset({*table["watched"], *table["runners"]})

    def of(self, directory: str, folders: Collection[str]) -> PytestSetup:
        """The setup of tests in `directory`, an absolute path; `folders` hold installed packages.

        What the nearest directory says about a package counts, and before it what is installed,
        as far as the two agree.
        """
        if directory not in self._found:
            self._found[directory] = self._setup(directory, folders)
        return self._found[directory]

    def _setup(self, directory: str, folders: Collection[str]) -> PytestSetup:
        places = [self._place(each) for each in self._upwards(directory)]
        packages: dict[str, Versions] = {}
        for place in places:
            packages = {**place.packages, **packages}
        for name, versions in installed(folders, self._wanted).items():
            if _overlap(versions, packages.get(name, versions)):
                packages[name] = versions
        told = (place.settings for place in places if place.settings is not None)
        return PytestSetup(next(told, {}), packages, "\n".join(p.commands for p in places))

    def _place(self, directory: str) -> _Place:
        if directory not in self._places:
            self._places[directory] = self._read_place(directory)
        return self._places[directory]

    def _read_place(self, directory: str) -> _Place:
        path = os.path.join(directory, "pyproject.toml")
        try:
            shared = load(path, path, self._read) if self._exists(path) else None
        except UserError:  # said where our own settings are read
            shared = None
        found = next(counting(directory, shared, self._read, self._exists), None)
        texts = [self._text(os.path.join(directory, name)) for name in _COMMANDS]
        packages = declared(directory, shared, self._read, self._wanted)
        return _Place(found.values if found else None, packages, "\n".join(filter(None, texts)))

    def _text(self, path: str) -> str:
        data = self._read(path) if self._exists(path) else None
        return (data or b"").decode("utf-8", "replace")

    def _upwards(self, directory: str) -> Iterator[str]:
        yield directory
        while not self._boundary.is_top(directory):
            directory = os.path.dirname(directory)
            yield directory


def _overlap(one: Versions, other: Versions) -> bool:
    lowest = max(one.lowest or (), other.lowest or ())
    ends = [end for end in (one.end, other.end) if end]
    return not ends or lowest < min(ends)
