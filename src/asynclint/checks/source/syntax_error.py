"""A file that cannot be read, decoded or parsed: one finding, and the run goes on."""

from __future__ import annotations

from asynclint.model import Finding, Group, Position, Span
from asynclint.rule import Rule


def check(path: str, reason: str, position: Position = Position(1, 1)) -> Finding:
    """The finding for a file at `path` that gave up at `position` for `reason`."""
    return Finding(path, RULE.code, RULE.name, reason, position, position, Span(0, 0))


RULE = Rule(
    code="ASL000",
    name="syntax-error",
    summary="a file that cannot be read or parsed",
    group=Group.CORRECTNESS,
    visits=(),
    check=lambda node, ctx: (),
    also=("E999", "E902"),
)
