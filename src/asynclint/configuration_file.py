"""A configuration file, and what a rule may ask about it.

A rule that has `ConfigurationFile` among its `visits` is called once with each: `pytest.ini`,
`.pytest.ini`, `pytest.toml`, `.pytest.toml`, `pyproject.toml`, `tox.ini`, `setup.cfg`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from asynclint.config.document import load
from asynclint.config.pytest_settings import PytestConfiguration, counting
from asynclint.config.tables import (
    BadTables,
    Entry,
    Piece,
    Section,
    Tables,
    read_commands,
    read_ini,
    read_toml,
)
from asynclint.model import Answer, Finding, Fix, Options, Position, Related, Span, UserError
from asynclint.project import Project
from asynclint.pytest_setup import PytestSetup
from asynclint.rule import Rule, found
from asynclint.source import BadSource, Source

__all__ = ["ConfigurationContext", "ConfigurationFile", "Entry", "Piece", "Section"]


class ConfigurationFile(NamedTuple):
    """A file: its absolute path, its text, and its sections by name."""

    path: str
    source: Source
    sections: Tables

    @property
    def name(self) -> str:
        return os.path.basename(self.path)

    @property
    def is_toml(self) -> bool:
        return self.name.endswith(".toml")

    def values(self, section: str) -> Mapping[str, Entry]:
        """The entries of a section; none when there is no such section."""
        known = self.sections.get(section)
        return known.entries if known else {}


class ConfigurationContext:
    """What is known about the configuration file a rule looks at, and about its folder."""

    def __init__(
        self,
        file: ConfigurationFile,
        options: Options,
        project: Project,
        *,
        setup: Callable[[], PytestSetup] = PytestSetup,
        alone: bool = False,
    ) -> None:
        """`alone`: the file stands in a document, and nothing is beside it."""
        self.file = file
        self.source = file.source
        self.options = options
        self.project = project
        self.rule: Rule | None = None
        self._setup = setup
        self._read = self._own if alone else project.read
        self._beside: dict[str, ConfigurationFile | None] = {file.name: file}

    @cached_property
    def counting(self) -> tuple[PytestConfiguration, ...]:
        """What there is for pytest in this folder, in its order: the first one counts alone."""
        folder = os.path.dirname(self.file.path)
        path = os.path.join(folder, "pyproject.toml")
        try:
            shared = load(path, path, self._read)
        except UserError:  # said where our own settings are read
            shared = None
        return tuple(counting(folder, shared, self._read, self._is_there))

    @cached_property
    def pytest(self) -> PytestSetup:
        """What pytest runs the tests in this folder with; reading it costs, so ask late."""
        return self._setup()

    @property
    def in_force(self) -> Section | None:
        """The section of this file that pytest takes its settings from; None when it takes them
        from another file, or there are none."""
        first = next(iter(self.counting), None)
        if first is None or first.file != self.file.path:
            return None
        strings = self.file.sections.get(f"{first.section}.ini_options")
        if strings and self.pytest.at_least("pytest", 9) is Answer.NO:
            return strings  # what else is in the table was no table of pytest's yet
        return self.file.sections.get(first.section)

    def beside(self, name: str) -> ConfigurationFile | None:
        """The configuration file of a name in the same folder; None when there is none that
        parses."""
        if name not in self._beside:
            self._beside[name] = self._opened(name)
        return self._beside[name]

    def text(self, name: str) -> str | None:
        """The text of any file in the same folder; None when it cannot be read."""
        data = self._read(os.path.join(os.path.dirname(self.file.path), name))
        return data.decode("utf-8", "replace") if data is not None else None

    def finding(
        self,
        place: Span | Entry | Section | Piece,
        message: str,
        *,
        related: tuple[Related, ...] = (),
        fix: Fix | None = None,
    ) -> Finding:
        """A finding of the running rule at a span, or where a key, header or value stands."""
        assert self.rule is not None
        span = place if isinstance(place, Span) else place.span
        return found(self.rule, self.source, span, message, related=related, fix=fix)

    def related(self, file: ConfigurationFile, place: Section | Entry, message: str) -> Related:
        """A second place, in this file or one beside it."""
        position = file.source.lines.position(place.span.start)
        return Related(file.source.path, position, message)

    def _own(self, path: str) -> bytes | None:
        return self.source.data if path == self.file.path else None

    def _is_there(self, path: str) -> bool:
        return self._read(path) is not None

    def _opened(self, name: str) -> ConfigurationFile | None:
        path = os.path.join(os.path.dirname(self.file.path), name)
        data = self._read(path)
        if data is None:
            return None
        shown = os.path.join(os.path.dirname(self.source.path), name)
        try:
            return opened(path, Source(shown, data, limit=self.options.max_file_size))
        except BadSource:
            return None


def opened(path: str, source: Source) -> ConfigurationFile:
    """Parse a file by the ending of its name. Raises `BadSource`."""
    read = _READERS.get(os.path.splitext(path)[1], read_ini)
    try:
        return ConfigurationFile(path, source, read(source.text))
    except BadTables as bad:
        raise BadSource(bad.reason, Position(bad.line, 1)) from None


_READERS = {".sh": read_commands, ".toml": read_toml}
