"""What the tables of a pack's document must look like; whatever does not is refused in place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from asynclint.nearest import suggestion
from asynclint.packs.yaml_documents import Document, Path


def only(
    table: Mapping[str, Any], allowed: Collection[str], path: Path, document: Document
) -> None:
    """Refuse keys that are not allowed."""
    for key in table:
        if key not in allowed:
            raise document.error(f"unknown key `{key}`{suggestion(key, allowed)}", (*path, key))


def one_of(
    table: Mapping[str, Any], key: str, allowed: Collection[str], path: Path, document: Document
) -> None:
    """Refuse a value that is not among the allowed ones."""
    value = table.get(key)
    if value is not None and value not in allowed:
        message = f"`{key}` cannot be `{value}`{suggestion(str(value), allowed)}"
        raise document.error(message, (*path, key))


def all_text(
    table: Mapping[str, Any], keys: Collection[str], path: Path, document: Document
) -> None:
    """Refuse values of some keys that are not text."""
    for key in keys:
        if not isinstance(table.get(key, ""), str):
            raise document.error(f"`{key}` must be text", (*path, key))


def table_at(
    table: Mapping[str, Any], key: str, path: Path, document: Document
) -> Mapping[str, Any]:
    """The table under a key, empty when there is none."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise document.error(f"`{key}` must be a table", (*path, key))
    return value


def texts(
    table: Mapping[str, Any], key: str, path: Path, document: Document
) -> tuple[str, ...]:
    """The list of texts under a key; one text alone counts as a list."""
    value = table.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(item, str) and item for item in listed):
        raise document.error(f"`{key}` must be a list of texts", (*path, key))
    return tuple(listed)


def switch(table: Mapping[str, Any], key: str, path: Path, document: Document) -> bool | None:
    """The true or false under a key, None when there is none."""
    value = table.get(key)
    if value is not None and not isinstance(value, bool):
        raise document.error(f"`{key}` must be true or false", (*path, key))
    return value
