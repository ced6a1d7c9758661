"""A `noqa` that hides nothing: the bug is gone, or the comment never worked."""

from __future__ import annotations

from asynclint.model import Finding, Group, Span
from asynclint.rule import Rule
from asynclint.source import Source


def check(source: Source, span: Span, message: str) -> Finding:
    """The finding for a code or name at `span` inside a suppression comment."""
    lines = source.lines
    return Finding(
        source.path,
        RULE.code,
        RULE.name,
        message,
        lines.position(span.start),
        lines.position(span.end),
        span,
    )


RULE = Rule(
    code="ASL001",
    name="unused-suppression",
    summary="a noqa comment that hides nothing",
    group=Group.STYLE,
    visits=(),
    check=lambda node, ctx: (),
    also=("RUF100",),
)
