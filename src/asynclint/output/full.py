"""Findings as people read them: the source, the place underlined, the related place below."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from asynclint.engine import Report
from asynclint.model import Finding, Position, Related
from asynclint.output import escape
from asynclint.output.style import Style
from asynclint.output.summary import closing
from asynclint.source import BadSource, Source

_WIDEST = 200  # columns of a line that are shown
_UNLIMITED = 1 << 40

Read = Callable[[str], "bytes | None"]


def lines(report: Report, read: Read, style: Style) -> Iterator[str]:
    """Every finding with its source, and a closing line."""
    sources: dict[str, Source | None] = {}
    for finding in report.findings:
        yield from _finding(finding, sources, read, style)
        yield ""
    yield closing(report)


def _finding(
    finding: Finding, sources: dict[str, Source | None], read: Read, style: Style
) -> Iterator[str]:
    place = f"{escape.path(finding.path)}:{finding.start.line}:{finding.start.column}"
    yield f"{style.bold(place)}: {style.code(finding.code)} {style.bold(finding.name)}"
    message = escape.escape(finding.message)
    source = _source(finding.path, sources, read)
    if source is None:
        yield f"    {message}"
    else:
        yield from _frame(
            source, finding.start, finding.end, style, mark=style.mark, label=f" {message}"
        )
    for related in finding.related:
        yield from _related(related, sources, read, style)
    if finding.fix:
        yield f"  {style.aside('=')} fix: {escape.escape(finding.fix.title)}"


def _related(
    related: Related, sources: dict[str, Source | None], read: Read, style: Style
) -> Iterator[str]:
    where = f"{escape.path(related.path)}:{related.position.line}:{related.position.column}"
    yield f"  {style.aside(':::')} {where}: {escape.escape(related.message)}"
    source = _source(related.path, sources, read)
    if source:
        end = Position(related.position.line, related.position.column + _word(source, related))
        yield from _frame(source, related.position, end, style, mark=style.aside)


def _word(source: Source, related: Related) -> int:
    rest = source.lines.text(related.position.line)[related.position.column - 1 :]
    return max(1, next((i for i, c in enumerate(rest) if not c.isidentifier()), len(rest)))


def _frame(
    source: Source,
    start: Position,
    end: Position,
    style: Style,
    *,
    mark: Callable[[str], str],
    label: str = "",
) -> Iterator[str]:
    """The first line of a place with its columns underlined."""
    text = source.lines.text(start.line)
    before = text[: start.column - 1]
    shift = max(0, len(before) - _WIDEST // 2)
    last = end.column - 1 if end.line == start.line else len(text.rstrip())
    marked = text[start.column - 1 : max(last, start.column)] or " "
    visible = escape.escape(text[shift : shift + _WIDEST])
    number = str(start.line)
    gutter = style.dim(" " * len(number) + " |")
    indent = " " * escape.width(escape.escape(before[shift:]))
    carets = "^" * max(1, escape.width(escape.escape(marked[:_WIDEST])))
    yield gutter
    yield f"{style.dim(f'{number} |')} {visible}"
    yield f"{gutter} {indent}{mark(carets + label)}"


def _source(path: str, sources: dict[str, Source | None], read: Read) -> Source | None:
    if path not in sources:
        data = read(path)
        source = Source(path, data, limit=_UNLIMITED) if data is not None else None
        try:
            sources[path] = source if source and source.lines else None
        except BadSource:
            sources[path] = None
    return sources[path]
