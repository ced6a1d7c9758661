"""Where in a TOML text a key stands, for error messages; the text has been parsed before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import tomli

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|\#[^\n]*"
    r"|[\n\[\]{}=,.]"
    r"|[^\s\[\]{}=,.\"'\#]+",
    re.DOTALL,
)


def line_of(text: str, keys: tuple[str, ...], item: str = "") -> int:
    """Give the line of the key at the end of the path `keys`, or of `item` inside its value.

    What is not found, such as a key inside an inline table, has the line of the nearest
    thing around it.
    """
    best = _Statement((), 0, [])
    for statement in _statements(text):
        depth = len(statement.keys)
        if depth > len(best.keys) and statement.keys == keys[:depth]:
            best = statement
    inner = item or (keys[-1] if len(best.keys) < len(keys) else "")
    inside = (token.start() for token in best.value if inner and _plain(token) == inner)
    return text.count("\n", 0, next(inside, best.start)) + 1


class _Statement(NamedTuple):
    """A table header, or a key and the tokens of its value."""

    keys: tuple[str, ...]
    start: int
    value: list[re.Match[str]]


def _statements(text: str) -> Iterator[_Statement]:
    table: tuple[str, ...] = ()
    for tokens in _logical_lines(text):
        if tokens[0].group() == "[":
            table = _path(tokens)
            yield _Statement(table, tokens[0].start(), [])
            continue
        equals = next((at for at, token in enumerate(tokens) if token.group() == "="), None)
        if equals is not None:
            keys = table + _path(tokens[:equals])
            yield _Statement(keys, tokens[0].start(), tokens[equals + 1 :])


def _logical_lines(text: str) -> Iterator[list[re.Match[str]]]:
    """Give the tokens of each statement; brackets hold lines together."""
    tokens: list[re.Match[str]] = []
    depth = 0
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word == "\n" and depth == 0:
            if tokens:
                yield tokens
            tokens = []
        elif word != "\n" and word[0] != "#":
            depth += (word in ("[", "{")) - (word in ("]", "}"))
            tokens.append(token)
    if tokens:
        yield tokens


def _path(tokens: list[re.Match[str]]) -> tuple[str, ...]:
    return tuple(_plain(token) for token in tokens if token.group() not in ("[", "]", "."))


def _plain(token: re.Match[str]) -> str:
    word = token.group()
    if word[0] not in "\"'":
        return word
    try:
        return str(tomli.loads(f"text = {word}")["text"])
    except ValueError:  # a string that is not closed
        return word[1:]
