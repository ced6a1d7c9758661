"""Which file pytest takes its configuration from, and what it says.

Of the files in a directory the first that counts wins alone, and the nearest directory that
has one wins over those above it. As pytest 9 documents it, but for two things: the search
ends where that for our own settings ends, and a file that pytest refuses to read counts
with no values when it is pytest's own, and not at all when it is shared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

import tomli

from asynclint.config.boundary import Boundary, is_there
from asynclint.config.document import Document, load
from asynclint.config.ini import BadIni, sections

Reader = Callable[[str], "bytes | None"]


class PytestConfiguration(NamedTuple):
    """A file that counts, the table or section in it, and the values as they are written.

    Ini files have strings; `[tool.pytest.ini_options]` has strings and lists; the other TOML
    tables have whatever TOML has. Without any file all three are empty.
    """

    file: str = ""
    section: str = ""
    values: Mapping[str, object] = {}

    def python_files(self) -> tuple[str, ...] | None:
        """Give the patterns of the files pytest collects from, None when they are not set."""
        value = self.values.get("python_files")
        if isinstance(value, str):
            return _words(value)
        if isinstance(value, list):
            return tuple(item for item in value if isinstance(item, str))
        return None


def pytest_configuration(
    directory: str, read: Reader, exists: Callable[[str], bool] = is_there
) -> PytestConfiguration:
    """Give what counts for tests in `directory`, an absolute path.

    A `pyproject.toml` that says nothing to pytest is the answer, with no values, when no
    other file counts, as in pytest. Raises UserError for one that is not valid TOML.
    """
    boundary = Boundary(exists)
    fallback = PytestConfiguration()
    while True:
        path = os.path.join(directory, "pyproject.toml")
        pyproject = load(path, path, read) if exists(path) else None
        for found in counting(directory, pyproject, read, exists):
            return found
        if pyproject and not fallback.file:
            fallback = PytestConfiguration(path)
        if boundary.is_top(directory):
            return fallback
        directory = os.path.dirname(directory)


def counting(
    directory: str,
    pyproject: Document | None,
    read: Reader,
    exists: Callable[[str], bool] = is_there,
) -> Iterator[PytestConfiguration]:
    """Give the files of one directory that count, in order: the first one hides the others."""
    for name, section in (
        ("pytest.toml", "pytest"),
        (".pytest.toml", "pytest"),
        ("pytest.ini", "pytest"),
        (".pytest.ini", "pytest"),
        ("pyproject.toml", ""),
        ("tox.ini", "pytest"),
        ("setup.cfg", "tool:pytest"),
    ):
        path = os.path.join(directory, name)
        if name == "pyproject.toml":
            if pyproject and (found := _of_pyproject(path, pyproject.content)):
                yield found
        elif exists(path) and (data := read(path)) is not None:
            values = _toml(data) if name.endswith(".toml") else _ini(data, section)
            if values is not None or "pytest" in name:
                yield PytestConfiguration(path, section, values or {})


def _of_pyproject(path: str, content: Mapping[str, object]) -> PytestConfiguration | None:
    tool = content.get("tool")
    table = tool.get("pytest") if isinstance(tool, dict) else None
    if not isinstance(table, dict):
        return None
    options = table.get("ini_options")
    native = {key: value for key, value in table.items() if key != "ini_options"}
    if native:
        # With both tables filled pytest refuses to start: it counts, and says nothing.
        return PytestConfiguration(path, "tool.pytest", {} if options else native)
    if not isinstance(options, dict):
        return None
    values = {key: v if isinstance(v, list) else str(v) for key, v in options.items()}
    return PytestConfiguration(path, "tool.pytest.ini_options", values)


def _toml(data: bytes) -> Mapping[str, object] | None:
    try:
        table = tomli.loads(data.decode()).get("pytest")
    except (ValueError, RecursionError):
        return None
    return table if isinstance(table, dict) else None


def _ini(data: bytes, section: str) -> Mapping[str, object] | None:
    try:
        return sections(data.decode().removeprefix("\ufeff")).get(section)
    except (UnicodeDecodeError, BadIni):
        return None


def _words(text: str) -> tuple[str, ...] | None:
    # Imported here: few projects set this.
    import shlex

    try:
        return tuple(shlex.split(text))
    except ValueError:  # an open quote; pytest stops at it
        return None
