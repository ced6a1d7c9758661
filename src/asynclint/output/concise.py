"""One line per finding: what editors, scripts and eyes in a hurry can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from asynclint.engine import Report
from asynclint.output import escape
from asynclint.output.style import Style
from asynclint.output.summary import closing


def lines(report: Report, read: Callable[[str], bytes | None], style: Style) -> Iterator[str]:
    """`path:line:column: CODE message [name]`; columns are 1-based code points."""
    for finding in report.findings:
        where = f"{finding.start.line}:{finding.start.column}"
        text = f"{escape.escape(finding.message)} {style.dim(f'[{finding.name}]')}"
        place = f"{style.bold(escape.path(finding.path))}:{where}:"
        yield f"{place} {style.code(finding.code)} {text}"
    yield closing(report)
