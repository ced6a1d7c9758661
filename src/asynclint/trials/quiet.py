"""Python's own word on some text, without its warnings on standard error."""

from __future__ import annotations

import ast
import warnings

from asynclint.config.tables import BadTables, read_ini, read_toml


def parsed(text: str) -> ast.Module | None:
    """The tree of some text, None when it does not parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def tables(path: str, text: str) -> dict[str, dict[str, object]] | None:
    """The values of the sections of a configuration file, None when it does not parse."""
    try:
        found = read_toml(text) if path.endswith(".toml") else read_ini(text)
    except BadTables:
        return None
    return {
        name: {key: entry.value for key, entry in section.entries.items()}
        for name, section in found.items()
    }


def compiles(text: str) -> bool:
    """Whether Python takes the text: `await` in a plain `def` parses and does not compile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "example.py", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True
