"""What the editor's own settings say, besides those of the project's files.

They have the names the files give them, or the same in camel case (`extendSelect`), and win over
the files. `configuration` names a settings file to read instead of the project's.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from asynclint.config.keys import KEYS

_HUMP = re.compile(r"(?<=[a-z])([A-Z])")
_KNOWN = frozenset(key.name for key in KEYS) - {"extend"} | {"configuration"}
_EDITORS_OWN = frozenset({"enable", "interpreter", "trace"})  # settings about how we are started
_SECTION = "asynclint"


class ClientSettings:
    """The settings of an editor; each of its folders may have its own."""

    def __init__(self) -> None:
        self._all: Mapping[str, object] = {}
        self._by_folder: dict[str, Mapping[str, object]] = {}

    def set(self, value: object, folder: str | None = None) -> list[str]:
        """Take the settings of a folder, or of all; the names that mean nothing come back."""
        if isinstance(value, dict) and isinstance(value.get(_SECTION), dict):
            value = value[_SECTION]
        found, unknown = _read(value)
        if folder is None:
            self._all = found
        else:
            self._by_folder[folder] = found
        return unknown

    def of(self, path: str) -> Mapping[str, object]:
        """The settings for a file: those of the innermost folder it lies in."""
        inside = (f for f in self._by_folder if path.startswith(os.path.join(f, "")))
        folder = max(inside, key=len, default=None)
        return self._all if folder is None else self._by_folder[folder]


def _read(value: object) -> tuple[dict[str, object], list[str]]:
    found: dict[str, object] = {}
    unknown = []
    for name, setting in _leaves(value):
        if setting in (None, "", [], {}):
            continue  # what a client sends for a setting nobody has set
        if name in _KNOWN:
            found[name] = setting
        elif name not in _EDITORS_OWN:
            unknown.append(name)
    return found, unknown


def _leaves(value: object, table: str = "") -> Iterator[tuple[str, object]]:
    if not isinstance(value, dict):
        return
    for given, setting in value.items():
        name = table + _HUMP.sub(lambda hump: f"-{hump[1].lower()}", str(given))
        is_table = isinstance(setting, dict) and any(k.startswith(f"{name}.") for k in _KNOWN)
        if is_table:
            yield from _leaves(setting, f"{name}.")
        else:
            yield name, setting
