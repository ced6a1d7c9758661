"""The whole report as one JSON object; a stable format for scripts.

Lines and columns are 1-based, columns count code points. Everything outside ASCII is escaped.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from asynclint.engine import Report
from asynclint.model import Finding, Fix
from asynclint.output.style import Style


def lines(report: Report, read: Callable[[str], bytes | None], style: Style) -> Iterator[str]:
    """One object with `findings`, `files` and `errors`."""
    whole = {
        "findings": [_finding(finding) for finding in report.findings],
        "files": report.files,
        "errors": report.failures,
    }
    yield json.dumps(whole, indent=2, ensure_ascii=True)


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "path": finding.path,
        "code": finding.code,
        "name": finding.name,
        "message": finding.message,
        "line": finding.start.line,
        "column": finding.start.column,
        "end_line": finding.end.line,
        "end_column": finding.end.column,
        "related": [
            {
                "path": related.path,
                "line": related.position.line,
                "column": related.position.column,
                "message": related.message,
            }
            for related in finding.related
        ],
        "fix": _fix(finding.fix) if finding.fix else None,
    }


def _fix(fix: Fix) -> dict[str, object]:
    """Edits replace code points `start` to `end` of the decoded text, no BOM counted."""
    edits = [{"start": e.span.start, "end": e.span.end, "text": e.text} for e in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}
