"""What pytest runs the tests of a directory with, put together from the files above it."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator

from asynclint import knowledge
from asynclint.config.boundary import Boundary
from asynclint.config.dependencies import Read, declared, installed
from asynclint.config.document import load
from asynclint.config.pytest_settings import pytest_configuration
from asynclint.model import UserError
from asynclint.pytest_setup import PytestSetup, Versions

# Files people start pytest from, with options of their own.
_COMMANDS = ("tox.ini", "noxfile.py", "Makefile", "justfile", "setup.cfg", "conftest.py")


def pytest_setup(
    directory: str, read: Read, exists: Callable[[str], bool], folders: Collection[str]
) -> PytestSetup:
    """The setup of tests in `directory`, an absolute path; `folders` hold installed packages.

    What the nearest directory says about a package counts, and before it what is installed, as
    far as the two agree.
    """
    table = knowledge.table("pytest_plugins")
    wanted = frozenset({*table["watched"], *table["runners"]})
    packages: dict[str, Versions] = {}
    commands = []
    for place in _upwards(directory, exists):
        path = os.path.join(place, "pyproject.toml")
        try:
            shared = load(path, path, read) if exists(path) else None
        except UserError:  # said where the settings are read
            shared = None
        for name, versions in declared(place, shared, read, wanted).items():
            packages.setdefault(name, versions)
        commands += [read(os.path.join(place, name)) or b"" for name in _COMMANDS]
    for name, versions in installed(folders, wanted).items():
        if _overlap(versions, packages.get(name, versions)):
            packages[name] = versions
    settings = pytest_configuration(directory, read, exists).values
    return PytestSetup(settings, packages, b"\n".join(commands).decode("utf-8", "replace"))


def _upwards(directory: str, exists: Callable[[str], bool]) -> Iterator[str]:
    boundary = Boundary(exists)
    yield directory
    while not boundary.is_top(directory):
        directory = os.path.dirname(directory)
        yield directory


def _overlap(one: Versions, other: Versions) -> bool:
    lowest = max(one.lowest or (), other.lowest or ())
    ends = [end for end in (one.end, other.end) if end]
    return not ends or lowest < min(ends)
