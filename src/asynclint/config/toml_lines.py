"""Where in a TOML text a key and its value stand; the text has been parsed before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
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
    best = nearest(statements(text), keys)
    inner = item or (keys[-1] if len(best.keys) < len(keys) else "")
    inside = (token.start() for token in best.value if inner and plain(token.group()) == inner)
    return text.count("\n", 0, next(inside, best.start)) + 1


class Statement(NamedTuple):
    """A table header, or a key and the tokens of its value; `start` and `end` are those of the
    header or the key."""

    keys: tuple[str, ...]
    start: int
    end: int
    value: list[re.Match[str]]


def nearest(found: Iterable[Statement], keys: tuple[str, ...]) -> Statement:
    """Give the statement about a path of keys, or the nearest thing around it."""
    best = Statement((), 0, 0, [])
    for statement in found:
        depth = len(statement.keys)
        if depth > len(best.keys) and statement.keys == keys[:depth]:
            best = statement
    return best


def statements(text: str) -> Iterator[Statement]:
    """Give the headers and keys of a text, in its order."""
    table: tuple[str, ...] = ()
    for tokens in _logical_lines(text):
        if tokens[0].group() == "[":
            table = _path(tokens)
            yield Statement(table, tokens[0].start(), tokens[-1].end(), [])
            continue
        equals = next((at for at, token in enumerate(tokens) if token.group() == "="), None)
        if equals:
            keys = table + _path(tokens[:equals])
            end = tokens[equals - 1].end()
            yield Statement(keys, tokens[0].start(), end, tokens[equals + 1 :])


def comments(text: str) -> Iterator[int]:
    """Give the offsets at which comments start."""
    return (token.start() for token in _TOKEN.finditer(text) if token.group()[0] == "#")


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
    return tuple(plain(token.group()) for token in tokens if token.group() not in ("[", "]", "."))


def plain(word: str) -> str:
    """Give what a token stands for: the text of a string, a bare word as it is."""
    if word[0] not in "\"'":
        return word
    try:
        return str(tomli.loads(f"text = {word}")["text"])
    except ValueError:  # a string that is not closed
        return word[1:]
