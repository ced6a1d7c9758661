"""Ini files the way pytest reads them, which is not the way of `configparser`.

Values run over indented lines; a comment has its own line and never ends a value; section
and option names keep their case; nothing is interpolated; a name may occur once.
"""

from __future__ import annotations


class BadIni(Exception):
    """A text that pytest refuses."""


def sections(text: str) -> dict[str, dict[str, str]]:
    """Give the options of each section; lines of a value are joined by newlines."""
    found: dict[str, dict[str, str]] = {}
    section: dict[str, str] | None = None
    option = ""
    for number, line in enumerate(map(str.rstrip, text.splitlines()), 1):
        if not line or line.lstrip()[0] in "#;":
            continue
        header = _header(line)
        if header is not None:
            if not header or header in found:
                raise BadIni(f"line {number}: section empty or twice")
            section = found[header] = {}
            option = ""
        elif line[0].isspace() or line[0] == "[":
            if section is None or not option:
                raise BadIni(f"line {number}: nothing to continue")
            section[option] = "\n".join(filter(None, (section[option], line.strip())))
        else:
            option, value = _assignment(line, number)
            if section is None or option in section:
                raise BadIni(f"line {number}: option outside a section or twice")
            section[option] = value
    return found


def _header(line: str) -> str | None:
    if line[0] != "[":
        return None
    bare = line.partition("#")[0].partition(";")[0].rstrip()
    return bare[1:-1] if bare.endswith("]") else None


def _assignment(line: str, number: int) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    if not equals or ":" in name:
        name, equals, value = line.partition(":")
    if not equals:
        raise BadIni(f"line {number}: neither section nor option")
    return name.strip(), value.strip()
