"""Changes as people and `patch` read them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from asynclint.output.escape import escape
from asynclint.output.style import Style

_NO_END = b"\\ No newline at end of file"


def unified(path: str, before: bytes, after: bytes, context: int = 3) -> Iterator[bytes]:
    """A unified diff of a file, line by line, each with its end."""
    name = path.encode("utf-8", "surrogateescape")
    lines = difflib.diff_bytes(
        difflib.unified_diff, _lines(before), _lines(after), name, name, n=context
    )
    for line in lines:
        if line.endswith(b"\n"):
            yield line
        else:
            yield line + b"\n"
            yield _NO_END + b"\n"


def coloured(lines: Iterator[bytes], encoding: str, style: Style) -> Iterator[str]:
    """The lines of a diff for a terminal, without line ends."""
    for number, line in enumerate(lines):
        text = escape(line.decode(encoding, "replace").rstrip("\r\n"))
        if number < 2:
            yield style.bold(text)
        elif text.startswith("@@"):
            yield style.aside(text)
        elif text.startswith("+"):
            yield style.added(text)
        elif text.startswith("-"):
            yield style.mark(text)
        else:
            yield text


def _lines(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    return [line + b"\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])
