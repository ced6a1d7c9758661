"""Fixes: edits on the author's text, never code printed anew.

Outside its edits a fix changes nothing. Of fixes that overlap the first in the text wins; the
others wait for the next round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from asynclint.model import Edit, Finding


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; equal edits count once, others must not overlap."""
    parts = []
    done = 0
    for edit in sorted(set(edits)):
        if edit.span.start < done:
            raise ValueError(f"an edit at {edit.span.start} overlaps the one before it")
        parts += [text[done : edit.span.start], edit.text]
        done = edit.span.end
    return "".join([*parts, text[done:]])


def choose(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings whose fixes can be made together, in the order of the text."""
    taken: set[Edit] = set()
    for finding in sorted(findings, key=lambda finding: finding.span):
        fix = finding.fix
        if fix and not any(_clash(edit, other) for edit in fix.edits for other in taken):
            taken.update(fix.edits)
            yield finding


def _clash(edit: Edit, other: Edit) -> bool:
    """Whether two edits speak of the same text, or insert different things at one place."""
    if edit == other:
        return False
    if edit.span == other.span:
        return True
    return edit.span.start < other.span.end and other.span.start < edit.span.end
