"""Findings as bytes, for processes of our own: in `marshal`, which takes only plain tuples.

Only what a child of ours wrote is ever read.
"""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from typing import Any

from asynclint.model import Edit, Finding, Fix, Position, Related, Span


def pack(findings: Sequence[Finding], failures: Sequence[str]) -> bytes:
    """What came of one file."""
    return marshal.dumps(([_plain(finding) for finding in findings], list(failures)))


def unpack(data: bytes) -> tuple[list[Finding], list[str]]:
    """What `pack` made."""
    findings, failures = marshal.loads(data)
    return [_finding(fields) for fields in findings], failures


def _plain(value: object) -> object:
    return tuple(_plain(item) for item in value) if isinstance(value, tuple) else value


def _finding(fields: tuple[Any, ...]) -> Finding:
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
