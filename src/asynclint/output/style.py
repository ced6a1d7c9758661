"""Colour for people's terminals, as little as reads well; nothing at all elsewhere."""

from __future__ import annotations

from collections.abc import Mapping


class Style:
    """Wraps text in terminal colours, or leaves it alone."""

    def __init__(self, colour: bool = False) -> None:
        self._colour = colour

    def bold(self, text: str) -> str:
        return self._wrap("1", text)

    def dim(self, text: str) -> str:
        return self._wrap("2", text)

    def code(self, text: str) -> str:
        return self._wrap("1;31", text)

    def mark(self, text: str) -> str:
        return self._wrap("31", text)

    def added(self, text: str) -> str:
        return self._wrap("32", text)

    def aside(self, text: str) -> str:
        return self._wrap("36", text)

    def _wrap(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._colour else text


def wants_colour(environment: Mapping[str, str], is_terminal: bool) -> bool:
    """NO_COLOR wins over FORCE_COLOR, both over the terminal (no-color.org, force-color.org)."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    return is_terminal and environment.get("TERM") != "dumb"
