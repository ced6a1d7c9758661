"""Reads the YAML files of a pack; whatever is wrong with one is a `UserError` with its place."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from asynclint.disk import read as read_file
from asynclint.model import UserError
from asynclint.packs.document import OWN, pattern_of
from asynclint.packs.pattern import Pattern
from asynclint.packs.yaml_documents import Document, documents


def read(
    directory: str, shown: str = "", taken: Mapping[str, str] | None = None
) -> tuple[Pattern, ...]:
    """The patterns of all YAML files below a directory, in the order of their codes.

    `shown` is how errors call the directory; `taken` are codes and names that are in use
    already, each with who uses it. Raises `UserError`.
    """
    shown = shown or directory
    if not os.path.isdir(directory):
        raise UserError(f"{shown}: no such directory of rules")
    found = [
        (pattern_of(document), document)
        for path in _files(directory)
        for document in _documents(path, os.path.join(shown, os.path.relpath(path, directory)))
    ]
    _refuse_doubles(found, dict(taken or {}))
    return tuple(sorted((pattern for pattern, _ in found), key=lambda pattern: pattern.code))


def is_rule_file(path: str) -> bool:
    """Whether a file's name says that it holds rules; ast-grep's own settings do not."""
    return path.endswith((".yml", ".yaml")) and os.path.basename(path) != "sgconfig.yml"


def _files(directory: str) -> list[str]:
    paths = [
        os.path.join(folder, name)
        for folder, _, names in os.walk(directory)
        for name in names
        if is_rule_file(name)
    ]
    return sorted(paths)


def _documents(path: str, shown: str) -> list[Document]:
    try:
        data = read_file(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserError(f"{shown}: cannot be read: {reason}") from None
    return list(documents(shown, data))


def _refuse_doubles(found: Iterable[tuple[Pattern, Document]], taken: dict[str, str]) -> None:
    for pattern, document in found:
        for text, path in ((pattern.name, ("id",)), (pattern.code, (*OWN, "code"))):
            if text in taken:
                raise document.error(f"`{text}` is taken by {taken[text]}", path)
            taken[text] = document.path
