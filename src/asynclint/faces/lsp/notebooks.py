"""A notebook as one text: its code cells one after the other, commands of IPython blanked out.

Cells see each other's names, so they are analysed together; each finding goes back to its cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from lsprotocol import types

from asynclint.faces.lsp.documents import Document, path_of
from asynclint.model import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_COMMAND = re.compile(r"\s*[%!?]|\s*[\w.]+\?{1,2}\s*$|\s*[\w, .]+=\s*[%!]")
# Cells of these are Python still; any other `%%word` makes a cell something else.
_PYTHON_CELLS = ("%%time", "%%timeit", "%%capture", "%%prun", "%%memit")


class Part(NamedTuple):
    """A cell, and where its text is in that of the notebook."""

    document: Document
    span: Span


class Notebook:
    """An open notebook. `cells` are its code cells in order."""

    is_python = True
    is_settings = False

    def __init__(self, notebook: types.NotebookDocument, encoding: str, folder: str) -> None:
        self.uri = notebook.uri
        self.version = notebook.version
        self.path = path_of(notebook.uri, folder)
        self.cells: list[Document] = []
        self._all = list(notebook.cells)
        self._encoding = encoding
        self._folder = folder

    def open(self, items: Sequence[types.TextDocumentItem]) -> None:
        """Take the texts of new cells."""
        known = {cell.uri: cell for cell in self.cells}
        for item in items:
            known[item.uri] = Document(item, self._encoding, self._folder)
        self._arrange(known)

    def change(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Make the editor's changes."""
        self.version = params.notebook_document.version
        cells = params.change.cells
        if cells is None:
            return
        if cells.structure:
            array = cells.structure.array
            self._all[array.start : array.start + array.delete_count] = array.cells or []
            self.open(cells.structure.did_open or [])
        for data in cells.data or []:
            self._all = [data if c.document == data.document else c for c in self._all]
        known = {cell.uri: cell for cell in self.cells}
        for text in cells.text_content or []:
            if text.document.uri in known:
                known[text.document.uri].edit(text.document.version, text.changes)
        self._arrange(known)

    @property
    def text(self) -> str:
        """The cells as one text."""
        return "".join(_python(cell.text) for cell in self.cells)

    def parts(self) -> list[Part]:
        """The cells with their places."""
        found, start = [], 0
        for cell in self.cells:
            length = len(_python(cell.text))
            found.append(Part(cell, Span(start, start + length)))
            start += length
        return found

    def _arrange(self, known: dict[str, Document]) -> None:
        code = (cell for cell in self._all if cell.kind is types.NotebookCellKind.Code)
        found = (known.get(cell.document) for cell in code)
        self.cells = [cell for cell in found if cell and cell.language == "python"]


def _python(text: str) -> str:
    """A cell with what is not Python blanked out, and a line end after its last line."""
    lines = [line for line in _LINE.findall(text) if line]
    first = next((line for line in lines if line.strip()), "").strip()
    other = first.startswith("%%") and not first.startswith(_PYTHON_CELLS)
    return "".join(_blank(x) if other or _COMMAND.match(x) else x for x in lines) + "\n"


def _blank(line: str) -> str:
    """A line of the same length that does nothing, indented as it was."""
    body = line.rstrip("\r\n")
    indent = body[: len(body) - len(body.lstrip())]
    room = len(body) - len(indent)
    return indent + ("pass" if room >= 4 else "").ljust(room) + line[len(body) :]
