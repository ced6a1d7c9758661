"""Findings of one rule with the source around them, for people who judge if they are true.

Promise: the same reports, rule, number and seed give the same sample in the same order.
"""

from __future__ import annotations

import random
import re
import tokenize
from collections.abc import Iterable
from pathlib import Path

from archives import CorpusError
from counts import Place

CONTEXT = 8


def sample(found: Iterable[Place], rule: str, number: int, seed: int) -> list[Place]:
    """At most `number` findings of a rule (name or code), sorted; all when there are fewer."""
    of_rule = sorted(place for place in found if rule in (place.name, place.code))
    if len(of_rule) <= number:
        return of_rule
    return sorted(random.Random(seed).sample(of_rule, number))


def show(place: Place, cache: Path, context: int = CONTEXT) -> str:
    """A heading and the line of the finding with `context` lines before and after it."""
    lines = _source_lines(cache / place.corpus, place.path)
    first = max(place.line - context, 1)
    last = min(place.line + context, len(lines))
    shown = [f"== {place.corpus}/{place.path}:{place.line}:{place.column} {place.message}"]
    for number in range(first, last + 1):
        mark = ">" if number == place.line else " "
        shown.append(f"{mark}{number:6} {lines[number - 1]}".rstrip())
    return "\n".join(_printable(line) for line in shown) + "\n"


def _source_lines(folder: Path, path: str) -> list[str]:
    source = (folder / path).resolve()
    # The report is data: a path in it opens nothing outside the corpus.
    if not source.is_relative_to(folder.resolve()) or not source.is_file():
        raise CorpusError(f"{path!r} is not a file of {folder.name}; fetch and lint it again")
    content = source.read_bytes()
    try:
        with source.open("rb") as binary:
            encoding = tokenize.detect_encoding(binary.readline)[0]
        text = content.decode(encoding, "replace")
    except (SyntaxError, LookupError):
        text = content.decode("latin-1")
    # Only what ends a line for Python: `str.splitlines` also cuts at form feeds.
    return re.split(r"\r\n|\r|\n", text)


def _printable(line: str) -> str:
    """Control characters as escapes: the source of strangers goes to a terminal."""
    shown = (c if c.isprintable() or c == "\t" else repr(c)[1:-1] for c in line)
    return "".join(shown)
