"""Codes of rules, such as `ASL101`, and the starts that name several at once."""

from __future__ import annotations

# What cannot be read or parsed, and what else went wrong with a file.
SYNTAX_ERROR = "ASL000"


def starts(word: str, code: str) -> bool:
    """Whether a word is a code or the start of it, with all the letters that say whose it is."""
    return code.startswith(word) and letters(word) == letters(code)


def letters(code: str) -> str:
    """The letters of a code, which say whose it is."""
    return code.rstrip("0123456789")
