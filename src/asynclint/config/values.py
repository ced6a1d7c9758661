"""From settings as written to the fields of Options; every mistake is a UserError."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from asynclint.codes import starts
from asynclint.config.keys import KEYS, LIBRARIES, Key, Kind
from asynclint.config.section import Path, Section
from asynclint.environment import NONE
from asynclint.globs import anchored
from asynclint.model import Banned, UserError, Version
from asynclint.nearest import suggestion

# The rules and groups there are; asked for only when there is something to compare.
Selectors = Callable[[], Collection[str]]

_BY_PATH: Mapping[Path, Key] = {tuple(key.name.split(".")): key for key in KEYS}
_VERSION = re.compile(r"3\.(0|[1-9][0-9]?)")
_OF_BAN = ("advice", "async-only", "in")
_START = re.compile(r"[A-Z]{1,3}[0-9]{0,2}")


def fields(section: Section, selectors: Selectors) -> dict[str, Any]:
    """Give the fields of Options that `section` sets, and `extend` as it is written.

    Globs come out anchored at the section's directory, directories as absolute paths.
    """
    found: dict[str, Any] = {}
    for path, value in section.leaves():
        key = _BY_PATH.get(path)
        if key is None:
            raise _unknown_key(section, path)
        found[key.field or key.name] = _Setting(section, path, key.kind, selectors).read(value)
    return found


def _unknown_key(section: Section, path: Path) -> UserError:
    *table, name = path
    beside = {each[len(table)] for each in _BY_PATH if [*each[: len(table)]] == table}
    message = f"unknown key {name!r}{section.table_name(path)}{suggestion(name, beside)}"
    return section.error(path, message)


class _Setting(NamedTuple):
    """One setting: where it stands and what its value must be."""

    section: Section
    path: Path
    kind: Kind
    selectors: Selectors

    def read(self, value: object) -> object:
        """Give the value as Options have it."""
        match self.kind:
            case Kind.SELECTORS:
                return self._rules(value)
            case Kind.SELECTORS_BY_GLOB:
                return self._rules_by_glob(value)
            case Kind.TEXTS_BY_GLOB:
                return self._texts_by_glob(value)
            case Kind.BANNED:
                return self._banned(value)
            case Kind.STRINGS:
                return self._strings(value)
            case Kind.GLOBS:
                return tuple(anchored(glob, self.section.base) for glob in self._strings(value))
            case Kind.DIRECTORIES:
                return tuple(self._directory(path) for path in self._strings(value))
            case Kind.ENVIRONMENT if isinstance(value, str) and value:
                return value if value == NONE else self._directory(value)
            case Kind.LIBRARY:
                return self._library(value)
            case Kind.VERSION:
                return self._version(value)
            case Kind.TEXT | Kind.FILE if _is_text(value):
                return value
            case Kind.SWITCH if isinstance(value, bool):
                return value
            case Kind.SIZE if type(value) is int and value > 0:
                return value
        raise self._wrong()

    def _wrong(self, more: str = "") -> UserError:
        name = self.section.name(self.path)
        return self.section.error(self.path, f"{name} must be {self.kind.value}{more}")

    def _strings(self, value: object) -> tuple[str, ...]:
        if not isinstance(value, (list, tuple)):
            raise self._wrong()
        if not all(map(_is_text, value)):
            raise self._wrong(", each a string that is not empty")
        return tuple(value)

    def _rules(self, value: object) -> tuple[str, ...]:
        found = self._strings(value)
        known = self.selectors() if found else ()
        for selector in found:
            if not _is_selector(selector, known):
                name, near = self.section.name(self.path), suggestion(selector, known)
                message = f"unknown rule {selector!r} in {name}{near}"
                raise self.section.error(self.path, message, selector)
        return found

    def _rules_by_glob(self, value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
        if not isinstance(value, Mapping) or "" in value:
            raise self._wrong()
        base = self.section.base
        return tuple(
            (anchored(glob, base), self._replace(path=(*self.path, glob))._rules(rules))
            for glob, rules in value.items()
        )

    def _texts_by_glob(self, value: object) -> tuple[tuple[str, str], ...]:
        if not isinstance(value, Mapping):
            raise self._wrong()
        if not all(map(_is_text, (*value, *value.values()))):
            raise self._wrong(", none of them empty")
        return tuple(value.items())

    def _banned(self, value: object) -> tuple[Banned, ...]:
        if not isinstance(value, Mapping) or "" in value:
            raise self._wrong()
        return tuple(self._ban(name, told) for name, told in value.items())

    def _ban(self, name: str, told: object) -> Banned:
        table = told if isinstance(told, Mapping) else {"advice": told}
        setting = self._replace(path=(*self.path, name))
        for key in table:
            if key not in _OF_BAN:
                message = f"unknown key {key!r} in {setting.section.name(setting.path)}"
                near = suggestion(key, _OF_BAN)
                raise self.section.error((*setting.path, key), message + near)
        advice, only = table.get("advice"), table.get("async-only", False)
        if not _is_text(advice) or not isinstance(only, bool):
            raise self._wrong(", with advice that is not empty")
        globs = setting._strings(table.get("in", ()))
        within = tuple(anchored(glob, self.section.base) for glob in globs)
        return Banned(name, str(advice), within, only)

    def _directory(self, path: str) -> str:
        return os.path.normpath(os.path.join(self.section.base, path))

    def _library(self, value: object) -> str:
        if not isinstance(value, str):
            raise self._wrong()
        if value not in LIBRARIES:
            raise self._wrong(suggestion(value, LIBRARIES))
        return value

    def _version(self, value: object) -> Version:
        found = _VERSION.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise self._wrong()
        return 3, int(found[1])


def _is_text(value: object) -> bool:
    # A NUL ends a path for the system, and nothing else we are told has a use for one.
    return isinstance(value, str) and value != "" and "\0" not in value


def _is_selector(text: str, known: Collection[str]) -> bool:
    if text in known or text == "ALL":
        return True
    return bool(_START.fullmatch(text)) and any(starts(text, each) for each in known)
