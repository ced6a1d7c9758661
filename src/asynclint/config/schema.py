"""The JSON Schema of the settings, for editors; `python -m asynclint.config.schema` prints it."""

from __future__ import annotations

import json

from asynclint.config.keys import KEYS, LIBRARIES, Key, Kind

_STRING: dict[str, object] = {"type": "string", "minLength": 1}
_STRINGS: dict[str, object] = {"type": "array", "items": _STRING}
_TYPES: dict[Kind, dict[str, object]] = {
    Kind.SELECTORS: _STRINGS,
    Kind.SELECTORS_BY_GLOB: {
        "type": "object",
        "propertyNames": {"minLength": 1},
        "additionalProperties": _STRINGS,
    },
    Kind.TEXTS_BY_GLOB: {
        "type": "object",
        "propertyNames": {"minLength": 1},
        "additionalProperties": _STRING,
    },
    Kind.BANNED: {
        "type": "object",
        "propertyNames": {"minLength": 1},
        "additionalProperties": {
            "anyOf": [
                _STRING,
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["advice"],
                    "properties": {
                        "advice": _STRING,
                        "in": _STRINGS,
                        "async-only": {"type": "boolean"},
                    },
                },
            ]
        },
    },
    Kind.ENVIRONMENT: _STRING,
    Kind.LIBRARY: {"enum": list(LIBRARIES)},
    Kind.VERSION: {"type": "string", "pattern": "^3\\.(0|[1-9][0-9]?)$"},
    Kind.STRINGS: _STRINGS,
    Kind.GLOBS: _STRINGS,
    Kind.DIRECTORIES: _STRINGS,
    Kind.FILE: {"type": "string", "pattern": "\\.toml$"},
    Kind.TEXT: _STRING,
    Kind.SWITCH: {"type": "boolean"},
    Kind.SIZE: {"type": "integer", "minimum": 1},
}

_TABLES = (Kind.SELECTORS_BY_GLOB, Kind.TEXTS_BY_GLOB, Kind.BANNED)


def schema() -> dict[str, object]:
    """Give the schema of `asynclint.toml`, which is that of `[tool.asynclint]` too."""
    properties: dict[str, object] = {}
    tables: dict[str, dict[str, object]] = {}
    for key in KEYS:
        table, _, name = key.name.rpartition(".")
        if table and table not in tables:
            tables[table] = {}
            properties[table] = _object(tables[table])
        (tables[table] if table else properties)[name] = _property(key)
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "asynclint settings",
        **_object(properties),
    }


def text() -> str:
    """Give the schema as the file that is shipped."""
    return json.dumps(schema(), indent=2) + "\n"


def _object(properties: dict[str, object]) -> dict[str, object]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _property(key: Key) -> dict[str, object]:
    found = {"description": key.doc, **_TYPES[key.kind]}
    if key.default is not None:
        default = {} if key.kind in _TABLES else key.default
        found["default"] = list(default) if isinstance(default, tuple) else default
    return found


if __name__ == "__main__":
    print(text(), end="")
