"""Ini files the way pytest reads them, which is not the way of `configparser`.

Values run over indented lines; a comment has its own line and never ends a value; section
and option names keep their case; nothing is interpolated; a name may occur once.
"""

from __future__ import annotations

from typing import NamedTuple


class BadIni(Exception):
    """A text that pytest refuses, and the 1-based line it stops at."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


class Placed(NamedTuple):
    """A piece of the text, without the blanks around it, and its offset."""

    text: str
    start: int


class Option(NamedTuple):
    """An option: its name, and the lines of its value that are not empty."""

    name: Placed
    lines: list[Placed]

    @property
    def value(self) -> str:
        """The value as pytest takes it."""
        return "\n".join(line.text for line in self.lines)


class Section(NamedTuple):
    """A section: its header with the brackets, and its options by name."""

    header: Placed
    options: dict[str, Option]


def sections(text: str) -> dict[str, dict[str, str]]:
    """Give the options of each section; lines of a value are joined by newlines."""
    return {
        name: {option: each.value for option, each in section.options.items()}
        for name, section in placed(text).items()
    }


def placed(text: str) -> dict[str, Section]:
    """Give the sections by name, with the places of all they hold."""
    found: dict[str, Section] = {}
    section: Section | None = None
    option: Option | None = None
    offset = 0
    for number, whole in enumerate(text.splitlines(keepends=True), 1):
        start, offset = offset, offset + len(whole)
        line = whole.rstrip()
        if not line or line.lstrip()[0] in "#;":
            continue
        header = _header(line)
        if header is not None:
            if not header or header in found:
                raise BadIni(number, "section empty or twice")
            section = found[header] = Section(Placed(f"[{header}]", start), {})
            option = None
        elif line[0].isspace() or line[0] == "[":
            if option is None:
                raise BadIni(number, "nothing to continue")
            option.lines.append(_piece(line, 0, start))
        else:
            option = _assignment(line, number, start)
            if section is None or option.name.text in section.options:
                raise BadIni(number, "option outside a section or twice")
            section.options[option.name.text] = option
    return found


def _header(line: str) -> str | None:
    if line[0] != "[":
        return None
    bare = line.partition("#")[0].partition(";")[0].rstrip()
    return bare[1:-1] if bare.endswith("]") else None


def _assignment(line: str, number: int, start: int) -> Option:
    name, equals, _ = line.partition("=")
    if not equals or ":" in name:
        name, equals, _ = line.partition(":")
    if not equals:
        raise BadIni(number, "neither section nor option")
    piece = _piece(line, len(name) + 1, start)
    return Option(_piece(name, 0, start), [piece] if piece.text else [])


def _piece(text: str, begin: int, start: int) -> Placed:
    rest = text[begin:]
    return Placed(rest.strip(), start + begin + len(rest) - len(rest.lstrip()))
