"""The settings of a file together with those it extends."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from asynclint.config.boundary import is_inside
from asynclint.config.document import Document
from asynclint.config.section import FileSection
from asynclint.config.values import Selectors, fields

OWN_NAME = "asynclint.toml"
SHARED_NAME = "pyproject.toml"

_TABLE = ("tool", "asynclint")


def section_of(document: Document, base: str) -> FileSection | None:
    """Give the settings in a file, None for a `pyproject.toml` without a table of ours."""
    if os.path.basename(document.path) != SHARED_NAME:
        return FileSection(document.content, base, document, ())
    value: object = document.content
    for name in _TABLE:
        if not isinstance(value, dict) or name not in value:
            return None
        value = value[name]
    if not isinstance(value, dict):
        raise document.error("[tool.asynclint] must be a table", _TABLE)
    return FileSection(value, base, document, _TABLE)


def extended(
    section: FileSection,
    root: str,
    load: Callable[[str], Document | None],
    selectors: Selectors,
) -> dict[str, Any]:
    """Read `section` and, one after the other, those it extends; the nearer one wins.

    The files named, and the packs, must stay inside `root`: a checkout must not make us
    read, and in an error show, what belongs to somebody else.
    """
    merged: dict[str, Any] = {}
    seen = {os.path.realpath(section.document.path)}
    while True:
        found = fields(section, selectors)
        if not all(is_inside(pack, root) for pack in found.get("packs", ())):
            raise section.error(("packs",), "'packs' leads out of the project")
        target = found.pop("extend", None)
        merged = {**found, **merged}
        if target is None:
            return merged
        section = _target(section, target, root, load)
        real = os.path.realpath(section.document.path)
        if real in seen:
            raise section.error(("extend",), "'extend' goes round in a circle")
        seen.add(real)


def _target(
    section: FileSection, target: str, root: str, load: Callable[[str], Document | None]
) -> FileSection:
    here = os.path.dirname(section.document.path)
    path = os.path.normpath(os.path.join(here, target))
    if not path.endswith(".toml") or "\0" in path:
        raise section.error(("extend",), "'extend' must name a .toml file")
    if not is_inside(path, root):
        raise section.error(("extend",), "'extend' leads out of the project")
    document = load(path)
    if document is None:
        raise section.error(("extend",), f"'extend' names no file: {target!r}")
    found = section_of(document, os.path.dirname(path))
    if found is None:
        raise section.error(("extend",), f"{target!r} has no [tool.asynclint] to extend")
    return found
