"""Text from files and file names, made safe for a terminal or a log.

Control characters, bidirectional overrides and line separators become visible escapes, so
that no file name can move a cursor, forge a line or hide what stands on it.
"""

from __future__ import annotations

import re
import unicodedata

_UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff]"
)


def escape(text: str) -> str:
    """The text with everything unsafe spelled out; tabs become four spaces."""
    return _UNSAFE.sub(_spelled, text.replace("\t", "    "))


def path(text: str) -> str:
    """A path for the start of a line, where `::` would be a command to a CI service."""
    safe = escape(text)
    return f"./{safe}" if safe.startswith("::") else safe


def width(text: str) -> int:
    """Columns a text takes on a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _spelled(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xDC80 <= code <= 0xDCFF:  # a byte of a file name that is not UTF-8 (PEP 383)
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
