"""Findings carried along while their text is edited.

What was found in one text is shown in the next where the edit did not touch it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asynclint.model import Edit, Finding, Fix, Span
from asynclint.positions import Lines


class Change(NamedTuple):
    """Text from `start` to `end` was replaced, and what follows moved by `shift`."""

    start: int
    end: int
    shift: int

    def moved(self, span: Span) -> Span | None:
        """The new place of a span; None when the change touched it."""
        if span.end < self.start or (span.end == self.start and span.start < span.end):
            return span
        if span.start > self.end or (span.start == self.end and span.start < span.end):
            return Span(span.start + self.shift, span.end + self.shift)
        return None


def change(old: str, new: str) -> Change:
    """The one replacement that makes a text of another."""
    start = _same(old, new, min(len(old), len(new)))
    rest = min(len(old), len(new)) - start
    tail = _same(old[::-1][:rest], new[::-1][:rest], rest)
    return Change(start, len(old) - tail, len(new) - len(old))


def drifted(findings: Iterable[Finding], old: str, new: str) -> Iterator[Finding]:
    """The findings of one text that still stand in another, in their new places."""
    if old == new:
        yield from findings
        return
    made, lines = change(old, new), Lines(new)
    for finding in findings:
        span = made.moved(finding.span)
        if span is not None:
            start, end = lines.position(span.start), lines.position(span.end)
            fix = finding.fix and _fix(finding.fix, made)
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


def _fix(fix: Fix, made: Change) -> Fix | None:
    edits = []
    for edit in fix.edits:
        span = made.moved(edit.span)
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
