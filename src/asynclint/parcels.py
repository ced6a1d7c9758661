"""Findings as bytes, for processes of our own: in `marshal`, which takes only plain tuples.

Only what a child of ours wrote is ever read.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from typing import Any

from asynclint.model import Edit, Finding, Fix, Position, Related, Span, Trace


def pack(
    findings: Sequence[Finding], failures: Sequence[str], trace: Trace | None = None
) -> bytes:
    """What came of one file."""
    parts: Any = [plain(finding) for finding in findings], list(failures), plain(trace)
    return marshal.dumps(parts)


def unpack(data: bytes) -> tuple[list[Finding], list[str], Trace | None]:
    """What `pack` made."""
    findings, failures, trace = marshal.loads(data)
    return [restored(fields) for fields in findings], failures, trace and Trace(*trace)


def plain(value: object) -> object:
    """Nested tuples without their names."""
    return tuple(plain(item) for item in value) if isinstance(value, tuple) else value


def restored(fields: Sequence[Any]) -> Finding:
    """A finding that was made `plain`; lists do for tuples."""
    plain = Finding(*fields)
    return plain._replace(
        start=Position(*plain.start),
        end=Position(*plain.end),
        span=Span(*plain.span),
        related=tuple(Related(path, Position(*at), text) for path, at, text in plain.related),
        fix=plain.fix and _fix(*plain.fix),
    )


def _fix(title: str, edits: Sequence[tuple[tuple[int, int], str]], safe: bool) -> Fix:
    return Fix(title, tuple(Edit(Span(*span), text) for span, text in edits), safe)
