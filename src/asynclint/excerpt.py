"""Code as messages quote it: on one line, and not longer than a reader takes in."""

from __future__ import annotations

_LONGEST = 60


def excerpt(text: str) -> str:
    """A text with its white space folded, cut at 60 characters."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 3]}..."
