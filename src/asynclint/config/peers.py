"""What flake8 and ruff are told in a folder: their own files, read as they read them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from asynclint.config.document import load
from asynclint.config.ini import BadIni, sections
from asynclint.model import UserError

Reader = Callable[[str], "bytes | None"]

_INI = ("setup.cfg", "tox.ini", ".flake8")
_RUFF = (".ruff.toml", "ruff.toml", "pyproject.toml")


def flake8_options(folder: str, read: Reader) -> tuple[str, Mapping[str, str]]:
    """The file flake8 reads in a folder and the options there, spelled with `-`; of several
    files it takes the first with a section of its own. Nothing when there is none."""
    for name in _INI:
        data = read(os.path.join(folder, name))
        try:
            found = sections(data.decode()) if data else {}
        except (BadIni, UnicodeDecodeError) as error:
            raise UserError(f"{name}: {error}") from None
        if "flake8" in found:
            options = found["flake8"]
            return name, {key.replace("_", "-").lower(): value for key, value in options.items()}
    return "", {}


def ruff_options(folder: str, read: Reader) -> tuple[str, Mapping[str, object]]:
    """The file ruff reads in a folder and its settings for the linter, those of before 0.2 at
    the top included. Nothing when there is none. Raises UserError for invalid TOML."""
    for name in _RUFF:
        document = load(os.path.join(folder, name), name, read)
        if document is None:
            continue
        table: object = document.content
        if name == "pyproject.toml":
            tools = document.content.get("tool")
            table = tools.get("ruff") if isinstance(tools, dict) else None
        if isinstance(table, dict):
            lint = table.get("lint")
            return name, {**table, **(lint if isinstance(lint, dict) else {})}
    return "", {}
