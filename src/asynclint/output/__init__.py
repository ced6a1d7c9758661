"""How findings are written: one module per format, chosen by name.

A format is a function from a `Report` to lines of text without line ends. `read` gives the
bytes of a file for formats that show source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from asynclint.engine import Report
from asynclint.output.style import Style

FORMATS = ("full", "concise", "json")

Format = Callable[[Report, Callable[[str], "bytes | None"], Style], Iterator[str]]


def format_called(name: str) -> Format:
    """The format of a name; the others are not imported."""
    lines: Format = import_module(f"{__name__}.{name}").lines
    return lines
