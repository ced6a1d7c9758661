"""How findings are written: one module per format, chosen by name.

A format is a function from a `Report` to lines of text without line ends. `read` gives the
bytes of a file for formats that show source.
"""

from __future__ import annotations

from asynclint.output import concise, full, json

FORMATS = {"full": full.lines, "concise": concise.lines, "json": json.lines}
