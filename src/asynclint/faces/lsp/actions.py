"""What the light bulb offers for findings: their fix, all fixes of a rule, silence on a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from asynclint import fixes
from asynclint.faces.lsp.drift import changes
from asynclint.faces.lsp.features import FIX_ALL
from asynclint.model import Edit, Finding, Span
from asynclint.source import Source, encode
from asynclint.suppress import hiding


class Offer:
    """One entry: a title, its edits, the finding it is about (None for the whole text)."""

    def __init__(
        self,
        title: str,
        edits: Iterable[Edit],
        finding: Finding | None = None,
        *,
        kind: str = types.CodeActionKind.QuickFix,
        preferred: bool = False,
    ) -> None:
        self.title = title
        self.edits = list(dict.fromkeys(edits))
        self.finding = finding
        self.kind = kind
        self.preferred = preferred


def offers(
    findings: Sequence[Finding],
    span: Span,
    text: str,
    only: Sequence[str] | None,
    mended: str | None = None,
) -> Iterator[Offer]:
    """What can be done about the findings that touch a span; `only` are kinds asked for, all
    when None. `mended` is the text with all safe fixes made; without it, those of the findings
    are offered."""
    here = [f for f in findings if f.span.start <= span.end and span.start <= f.span.end]
    if _wanted(types.CodeActionKind.QuickFix, only):
        for finding in here:
            yield from _fix(finding)
        for name in dict.fromkeys(finding.name for finding in here if finding.fix):
            yield from _all_of(name, findings)
        yield from _silences(here, text)
    if wants_mending(findings, only):
        safe = (f for f in findings if f.fix and f.fix.safe)
        edits = list(_edits(safe) if mended is None else _difference(text, mended))
        if edits:
            yield Offer("Make all safe fixes of asynclint", edits, kind=FIX_ALL)


def wants_mending(findings: Iterable[Finding], only: Sequence[str] | None) -> bool:
    """Whether `offers` has a use for the text with all safe fixes made."""
    return _wanted(FIX_ALL, only) and any(f.fix and f.fix.safe for f in findings)


def _fix(finding: Finding) -> Iterator[Offer]:
    if finding.fix:
        title = finding.fix.title if finding.fix.safe else f"{finding.fix.title} (unsafe)"
        yield Offer(title, finding.fix.edits, finding, preferred=finding.fix.safe)


def _all_of(name: str, findings: Sequence[Finding]) -> Iterator[Offer]:
    same = [finding for finding in findings if finding.name == name and finding.fix]
    if len(same) > 1:
        unsafe = "" if all(f.fix and f.fix.safe for f in same) else " (unsafe)"
        yield Offer(f"Fix all {len(same)} `{name}` in this file{unsafe}", _edits(same), same[0])


def _silences(findings: Iterable[Finding], text: str) -> Iterator[Offer]:
    source = Source("", encode(text))
    done = set()
    for finding in findings:
        place = (finding.name, finding.start.line)
        if finding.span.start < finding.span.end and place not in done:
            done.add(place)
            edit = hiding(source, source.lines.position(finding.span.start).line, finding.name)
            yield Offer(f"Disable `{finding.name}` for this line", [edit], finding)


def _edits(findings: Iterable[Finding]) -> Iterator[Edit]:
    """The edits of all fixes that can be made together; two may share one, such as an import."""
    chosen = (finding.fix for finding in fixes.choose(findings))
    yield from dict.fromkeys(edit for fix in chosen if fix for edit in fix.edits)


def _difference(old: str, new: str) -> Iterator[Edit]:
    """The edits that make one text of another."""
    shift = 0
    for change in changes(old, new):
        start, end = change.start + shift, change.end + shift + change.shift
        yield Edit(Span(change.start, change.end), new[start:end])
        shift += change.shift


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    return only is None or any(kind == asked or kind.startswith(f"{asked}.") for asked in only)
