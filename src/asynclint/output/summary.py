"""The closing line of a run, and the counts of `--statistics`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from asynclint.engine import Report


def closing(report: Report) -> str:
    """What the run came to, in one line."""
    files = f"{report.files:,} file{'s' if report.files != 1 else ''}"
    count = len(report.findings)
    if not count:
        return f"No findings in {files}"
    return f"{count:,} finding{'s' if count != 1 else ''} in {files}"


def statistics(report: Report) -> Iterator[str]:
    """Findings per rule, most first: count, code, name."""
    counts = Counter((finding.code, finding.name) for finding in report.findings)
    digits = len(str(max(counts.values(), default=0)))
    for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield f"{count:{digits}}  {code}  {name}"
