"""A `noqa` that hides nothing: the bug is gone, or the comment never worked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from asynclint.model import Edit, Finding, Fix, Group, Span
from asynclint.rule import Rule
from asynclint.source import Source

_CODE = re.compile(r"[A-Z]+[0-9]*|[a-z][a-z0-9]*(?:-[a-z0-9]+)+")
_END = re.compile(r"[ \t]*(?=#|[\r\n]|$)")


def check(
    source: Source, span: Span, message: str, *, comment: Span, words: Sequence[Span]
) -> Finding:
    """The finding for a code or name at `span`, one of `words`, inside a suppression that
    stands at `comment`."""
    lines = source.lines
    return Finding(
        source.path,
        RULE.code,
        RULE.name,
        message,
        lines.position(span.start),
        lines.position(span.end),
        span,
        fix=_removal(source, span, comment, words),
    )


def _removal(source: Source, span: Span, comment: Span, words: Sequence[Span]) -> Fix | None:
    """A fix that takes the word out, the comment when it is the only one. None where what is
    left would read as something else, such as a `noqa` for everything."""
    if not all(_CODE.fullmatch(source.segment(word)) for word in words):
        return None
    if len(words) > 1:
        at = words.index(span)
        start = span.start if at == 0 else words[at - 1].end
        end = words[1].start if at == 0 else span.end
        return Fix("Remove it", (Edit(Span(start, end), ""),), safe=True)
    rest = _END.match(source.text, comment.end)
    if rest is None:
        return None
    line = source.lines.position(comment.start).line
    before = source.text[source.lines.start(line) : comment.start]
    start, end = comment.start, rest.end()
    if source.text[end : end + 1] != "#":
        start -= len(before) - len(before.rstrip(" \t"))
        if not before.strip():
            end = source.lines.start(line + 1) if line < len(source.lines) else len(source.text)
    return Fix("Remove the comment", (Edit(Span(start, end), ""),), safe=True)


RULE = Rule(
    code="ASL001",
    name="unused-suppression",
    summary="a noqa comment that hides nothing",
    group=Group.STYLE,
    visits=(),
    check=lambda node, ctx: (),
    also=("RUF100",),
    fix="safe",
)
