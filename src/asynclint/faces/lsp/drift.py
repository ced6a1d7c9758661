"""Findings carried along while their text is edited.

What was found in one text is shown in the next where the edit did not touch it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from asynclint.model import Edit, Finding, Fix, Span
from asynclint.positions import Lines


class Change(NamedTuple):
    """Text from `start` to `end` was replaced, and what follows moved by `shift`."""

    start: int
    end: int
    shift: int


class Moves:
    """Where the parts of an old text are in a new one."""

    def __init__(self, old: str, new: str) -> None:
        self._changes = list(changes(old, new))

    def moved(self, span: Span) -> Span | None:
        """The new place of a span; None when a change touched it."""
        shift = 0
        for change in self._changes:
            if span.end < change.start or (span.end == change.start and span.start < span.end):
                break
            if span.start < change.end or (span.start == change.end and span.start == span.end):
                return None
            shift += change.shift
        return Span(span.start + shift, span.end + shift)


def changes(old: str, new: str) -> Iterator[Change]:
    """The replacements that make a text of another, in the order of the text."""
    start = _same(old, new, min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    tail = _same(old[::-1][:rest], new[::-1][:rest], rest)
    before, after = old[start : len(old) - tail], new[start : len(new) - tail]
    lines, others = before.splitlines(keepends=True), after.splitlines(keepends=True)
    if min(len(lines), len(others)) < 3:
        yield Change(start, start + len(before), len(after) - len(before))
        return
    for kind, first, last, one, two in SequenceMatcher(None, lines, others).get_opcodes():
        length = sum(map(len, lines[first:last]))
        if kind != "equal":
            yield Change(start, start + length, sum(map(len, others[one:two])) - length)
        start += length


def drifted(findings: Iterable[Finding], old: str, new: str) -> Iterator[Finding]:
    """The findings of one text that still stand in another, in their new places."""
    if old == new:
        yield from findings
        return
    moves, lines = Moves(old, new), Lines(new)
    for finding in findings:
        span = moves.moved(finding.span)
        if span is not None:
            start, end = lines.position(span.start), lines.position(span.end)
            fix = finding.fix and _fix(finding.fix, moves)
            yield finding._replace(span=span, start=start, end=end, fix=fix)


def shifted(findings: Iterable[Finding], by: int) -> list[Finding]:
    """The findings of a text that lacks the first characters of another, as of that one."""
    if not by:
        return list(findings)
    return [
        finding._replace(
            span=_by(finding.span, by),
            fix=finding.fix
            and finding.fix._replace(
                edits=tuple(Edit(_by(edit.span, by), edit.text) for edit in finding.fix.edits)
            ),
        )
        for finding in findings
    ]


def _by(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _fix(fix: Fix, moves: Moves) -> Fix | None:
    edits = []
    for edit in fix.edits:
        span = moves.moved(edit.span)
        if span is None:
            return None
        edits.append(Edit(span, edit.text))
    return fix._replace(edits=tuple(edits))


def _same(one: str, other: str, most: int) -> int:
    """How many characters two texts have in common at their start: halving, for a loop over
    characters takes a hundred times as long."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
