"""The settings in force for a file: found, extended, checked, and remembered per directory."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from asynclint.config.boundary import Boundary, is_there
from asynclint.config.document import Document, load, printable
from asynclint.config.extension import OWN_NAME, SHARED_NAME, extended, section_of
from asynclint.config.packaging import required_python
from asynclint.config.pytest_settings import counting
from asynclint.config.requires import lower_bound
from asynclint.config.section import CommandLine, FileSection
from asynclint.config.testing import Setups
from asynclint.config.values import fields
from asynclint.model import Options, UserError, Version
from asynclint.pytest_setup import PytestSetup


class _State(NamedTuple):
    """What holds in a directory, and so below it until something else is said.

    `project` is the nearest directory with a settings file or a `pyproject.toml`.
    """

    project: str
    settings: Mapping[str, Any]
    requires: Version | None
    test_files: tuple[str, ...] | None
    options: Options


class Configuration:
    """The settings of one run.

    `root` is the directory that paths are shown relative to. `read` gives the bytes of a
    file or None, and `exists` answers before it is asked; `selectors` gives the rules and
    groups there are. `file` replaces the search for settings, and what it says is about
    paths below `root`. `isolated` reads nothing but that. `overrides` are settings by name, such as
    `extend-select`, that win over those of files; a `select` there starts afresh, without
    the file's `extend-select`.

    Everything raises UserError for a mistake of the user, at once or when first asked.
    """

    def __init__(
        self,
        root: str,
        *,
        read: Callable[[str], bytes | None],
        file: str | None = None,
        isolated: bool = False,
        overrides: Mapping[str, object] | None = None,
        selectors: Callable[[], Collection[str]],
        exists: Callable[[str], bool] = is_there,
    ) -> None:
        self._root = os.path.abspath(root)
        self._read = read
        self._exists = exists
        self._selectors = selectors
        self._isolated = isolated
        self._boundary = Boundary(exists)
        self._overrides = fields(CommandLine(overrides or {}, self._root), selectors)
        settings = {} if file is None else self._settings_of_file(file)
        self._has_file = file is not None
        self._outermost = self._state(self._root, settings, None, None)
        self._states: dict[str, _State] = {}
        self._options: dict[str, Options] = {}
        self._setups = Setups(read, exists)

    def options_for(self, path: str) -> Options:
        """Give the settings for the file at `path`; the same object for the same settings."""
        directory = os.path.dirname(path)
        found = self._options.get(directory)
        if found is None:
            found = self._options[directory] = self._options_in(directory)
        return found

    def pytest_setup_for(self, path: str, installed: Collection[str]) -> PytestSetup:
        """Give what pytest runs the tests in the file at `path` with, where `installed` are the
        folders of installed packages."""
        return self._setups.of(os.path.dirname(os.path.abspath(path)), installed)

    def _options_in(self, directory: str) -> Options:
        if self._isolated:
            return self._outermost.options
        directory = os.path.abspath(directory)
        # Upwards to what is known or to the end, then down again: no recursion, paths are long.
        unknown: list[str] = []
        while directory not in self._states:
            unknown.append(directory)
            if self._boundary.is_top(directory):
                break
            directory = os.path.dirname(directory)
        state = self._states.get(directory, self._outermost)
        for directory in reversed(unknown):
            state = self._states[directory] = self._below(directory, state)
        return state.options

    def _below(self, directory: str, above: _State) -> _State:
        """Give what holds in `directory`, where `above` holds in its parent."""
        own = None if self._has_file else self._load(os.path.join(directory, OWN_NAME))
        shared = self._load(os.path.join(directory, SHARED_NAME))
        settings = None if self._has_file else self._own_settings(directory, own, shared)
        requires = required_python(directory, shared, self._read, self._exists)
        tests = next(counting(directory, shared, self._read, self._exists), None)
        if own is None and shared is None and tests is None and requires is None:
            return above
        return self._state(
            directory if own or shared else above.project,
            above.settings if settings is None else settings,
            above.requires if requires is None else lower_bound(requires),
            above.test_files if tests is None else tests.python_files(),
        )

    def _state(
        self,
        project: str,
        settings: Mapping[str, Any],
        requires: Version | None,
        test_files: tuple[str, ...] | None,
    ) -> _State:
        from_file = () if "select" in self._overrides else settings.get("extend_select", ())
        merged: dict[str, Any] = {
            "target": requires,
            "src": tuple(os.path.join(project, name) for name in Options().src),
            **settings,
            **self._overrides,
            "extend_select": (*from_file, *self._overrides.get("extend_select", ())),
        }
        if test_files is not None:
            merged["test_files"] = (*test_files, "conftest.py")
        return _State(project, settings, requires, test_files, Options(**merged))

    def _own_settings(
        self, directory: str, own: Document | None, shared: Document | None
    ) -> dict[str, Any] | None:
        """Give the settings that files of `directory` hold, None when they hold none."""
        for document in (own, shared):
            section = section_of(document, directory) if document else None
            if section is not None:
                return self._extended(section)
        return None

    def _settings_of_file(self, file: str) -> dict[str, Any]:
        document = self._load(os.path.abspath(file))
        if document is None:
            raise UserError(f"no such file: {file!r}")
        section = section_of(document, self._root)
        if section is None:
            raise UserError(f"{document.shown}: has no [tool.asynclint]")
        return self._extended(section)

    def _extended(self, section: FileSection) -> dict[str, Any]:
        root = self._boundary.root(os.path.dirname(section.document.path), self._root)
        return extended(section, root, self._load, self._selectors)

    def _load(self, path: str) -> Document | None:
        if not self._exists(path):
            return None
        shown = printable(self._shown(path))
        document = load(path, shown, self._read)
        if document is None:
            raise UserError(f"{shown}: cannot be read")
        return document

    def _shown(self, path: str) -> str:
        below = self._root.rstrip(os.sep) + os.sep
        return path.removeprefix(below)
