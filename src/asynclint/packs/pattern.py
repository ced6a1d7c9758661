"""What a pattern rule is once it has been checked, and the index that holds the shipped ones."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from asynclint.rule import Mentions

INDEX = "index.json"


class Advice(NamedTuple):
    """What to say and do about a match; both may name metavariables. No fix is ""."""

    message: str
    fix: str
    safe: bool


class Pattern(NamedTuple):
    """One pattern rule. `config` is what ast-grep gets.

    `libraries`: the values of the setting `async-library` it is on for; () when it does not
    depend on it. `advice`: by async library; the entry "" serves the others.
    `where`: metavariable -> condition -> accepted full names.
    `convert`: the conversion that writes the fix where AnyIO is advised, see `conversions`.
    `words` and `modules` are what its patterns spell out, see `canonical.Vocabulary`.
    """

    code: str
    name: str
    summary: str
    group: str
    since: str
    config: dict[str, Any]
    mentions: Mentions
    words: tuple[str, ...]
    modules: tuple[str, ...]
    also: tuple[str, ...]
    libraries: tuple[str, ...]
    in_async: bool | None
    where: dict[str, dict[str, list[str]]]
    advice: dict[str, Advice]
    convert: str = ""


def to_index(patterns: Iterable[Pattern]) -> str:
    """The text of the index that holds some patterns."""
    rows = []
    for pattern in patterns:
        advice = {library: each._asdict() for library, each in pattern.advice.items()}
        rows.append({**pattern._asdict(), "advice": advice})
    return json.dumps(rows, indent=1) + "\n"


def from_index(text: str) -> tuple[Pattern, ...]:
    """The patterns of an index. `to_index` wrote it, so it is taken at its word."""
    return tuple(_pattern(row) for row in json.loads(text))


def _pattern(row: dict[str, Any]) -> Pattern:
    listed = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    advice = {library: Advice(**each) for library, each in row["advice"].items()}
    mentions = tuple(tuple(group) for group in row["mentions"])
    return Pattern(**{**row, **listed, "mentions": mentions, "advice": advice})
