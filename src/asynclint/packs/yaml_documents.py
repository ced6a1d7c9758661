"""YAML files as plain data that can say where each part of it stands.

Only what JSON can say is accepted, with each key once: no anchors, no tags, no dates. Errors are
`UserError` with file and line. PyYAML is imported when the first file is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from asynclint.model import UserError

SIZE_LIMIT = 1_000_000

Path = tuple["str | int", ...]


class Document(NamedTuple):
    """One document of a file. `lines` gives the 1-based line of each key and item."""

    path: str
    content: Any
    lines: dict[Path, int]

    def error(self, message: str, path: Path = ()) -> UserError:
        """The error about what stands at a path of keys, or the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return UserError(f"{self.path}:{self.lines.get(path, 1)}: {message}")


def documents(path: str, data: bytes) -> Iterator[Document]:
    """The documents of a file; empty ones are left out. `path` is as shown in errors."""
    import yaml

    text = _decoded(path, data)
    try:
        for root in yaml.compose_all(text, Loader=yaml.SafeLoader):
            reader = _Reader(path)
            content = reader.plain(root, ()) if root else None
            if content is not None:
                yield Document(path, content, reader.lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{path}:{line}: invalid YAML: {error.problem}") from None
    except yaml.YAMLError as error:
        reason = str(error).partition("\n")[0]
        raise UserError(f"{path}:1: invalid YAML: {reason}") from None
    except RecursionError:
        raise UserError(f"{path}:1: nested too deeply") from None


def _decoded(path: str, data: bytes) -> str:
    if len(data) > SIZE_LIMIT:
        raise UserError(f"{path}:1: larger than {SIZE_LIMIT:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}:{line}: not valid UTF-8") from None


class _Reader:
    """Turns composed nodes into plain data and notes the lines."""

    def __init__(self, path: str) -> None:
        self.lines: dict[Path, int] = {}
        self._path = path
        self._seen: set[int] = set()

    def plain(self, node: Any, at: Path) -> Any:
        self.lines.setdefault(at, node.start_mark.line + 1)
        if id(node) in self._seen:  # a few of these make a small file endless
            raise self._error(node, "anchors and aliases are not supported")
        self._seen.add(id(node))
        if node.id == "sequence":
            return [self.plain(item, (*at, i)) for i, item in enumerate(node.value)]
        return self._mapping(node, at) if node.id == "mapping" else self._scalar(node)

    def _mapping(self, node: Any, at: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value in node.value:
            key = key_node.value
            if key_node.id != "scalar":
                raise self._error(key_node, "a key must be text")
            if key in result:
                raise self._error(key_node, f"`{key}` is given twice")
            place = (*at, key)
            self.lines[place] = key_node.start_mark.line + 1
            result[key] = self.plain(value, place)
        return result

    def _scalar(self, node: Any) -> Any:
        match node.tag.rpartition(":")[2]:
            case "str" | "float" | "timestamp" | "value":
                return node.value
            case "null":
                return None
            case "bool":  # YAML 1.2, as ast-grep reads it: `yes`, `no`, `on`, `off` are text
                return {"true": True, "false": False}.get(node.value.lower(), node.value)
            case "int":
                return int(node.value) if node.value.isdecimal() else node.value
        raise self._error(node, f"tag `{node.tag}` is not supported")

    def _error(self, node: Any, message: str) -> UserError:
        return UserError(f"{self._path}:{node.start_mark.line + 1}: {message}")
