"""Settings as a person wrote them, and how to tell that person what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from asynclint.config.document import Document
from asynclint.config.keys import KEYS
from asynclint.model import UserError

Path = tuple[str, ...]

_TABLES = frozenset(key.name.partition(".")[0] for key in KEYS if "." in key.name)


class FileSection(NamedTuple):
    """The table of a file at `prefix`; relative paths in it are about the directory `base`."""

    table: Mapping[str, object]
    base: str
    document: Document
    prefix: Path

    def leaves(self) -> Iterator[tuple[Path, object]]:
        """Give the path and the value of each setting, those of inner tables too."""
        for name, value in self.table.items():
            if name not in _TABLES:
                yield (name,), value
            elif isinstance(value, dict):
                for inner, setting in value.items():
                    yield (name, inner), setting
            else:
                raise self.error((name,), f"{name!r} must be a table")

    def name(self, path: Path) -> str:
        """Give the setting as it is called in a message."""
        return repr(".".join(path))

    def table_name(self, path: Path) -> str:
        """Give the table that the setting at `path` stands in, as part of a message."""
        place = ".".join((*self.prefix, *path[:-1]))
        return f" in [{place}]" if place else ""

    def error(self, path: Path, message: str, item: str = "") -> UserError:
        """Make the error about the setting at `path`, or about `item` in its value."""
        return self.document.error(message, self.prefix + path, item)


class CommandLine(NamedTuple):
    """Options by name, with a dot in the names of those that live in an inner table."""

    options: Mapping[str, object]
    base: str

    def leaves(self) -> Iterator[tuple[Path, object]]:
        """Give the path and the value of each option."""
        for name, value in self.options.items():
            yield tuple(name.split(".")), value

    def name(self, path: Path) -> str:
        """Give the option as it is called in a message."""
        return f"--{'.'.join(path)}"

    def table_name(self, path: Path) -> str:
        """Options stand in no table."""
        return ""

    def error(self, path: Path, message: str, item: str = "") -> UserError:
        """Make the error about the option at `path`."""
        return UserError(message)


Section = FileSection | CommandLine
