"""Diagnostics on their way to the client: given when asked for, or sent."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol import types

from asynclint.faces.lsp.desk import Subject
from asynclint.faces.lsp.diagnostics import diagnostic, identity, text_on_disk
from asynclint.faces.lsp.documents import Document, Text
from asynclint.faces.lsp.drift import drifted
from asynclint.faces.lsp.notebooks import Notebook
from asynclint.model import Edit, Finding, Span

if TYPE_CHECKING:
    from asynclint.faces.lsp.server import Server


class Showing:
    """What the client has been told, by the uri of a document or cell."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._told: dict[str, str] = {}
        self._is_old = False

    def show(self, subject: Subject, edited: bool) -> None:
        """There is a result for the current text of a subject."""
        for document in _documents(subject):
            found = self.diagnostics(document)
            if self._server.client.pulls:
                told = self._told.get(document.uri)
                # The client asks for what it edits by itself.
                if not edited and told is not None and told != identity(found):
                    self._is_old = True
                continue
            now = identity(found)
            if edited or self._told.get(document.uri) != now:
                self._told[document.uri] = now
                self._publish(document, found)

    def refresh(self) -> None:
        """Let the client ask again if what it was told is no longer so."""
        if self._is_old and self._server.client.refreshes:
            self._server.workspace_diagnostic_refresh(None)
        self._is_old = False

    def forget(self, uri: str) -> None:
        """A document is closed; what was sent for it is taken back."""
        if self._told.pop(uri, None) is not None and not self._server.client.pulls:
            self._server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri=uri, diagnostics=[])
            )

    def report(self, uri: str, previous: str | None) -> types.DocumentDiagnosticReport:
        """The answer to a client that asks."""
        document = self.document(uri)
        found = self.diagnostics(document) if document else []
        now = self._told[uri] = identity(found)
        if now == previous:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=now)
        return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=now)

    def document(self, uri: str) -> Document | None:
        """The open document or cell of a uri."""
        subject = self._server.subject(uri)
        if isinstance(subject, Notebook):
            return next((cell for cell in subject.cells if cell.uri == uri), None)
        return subject

    def diagnostics(self, document: Document) -> list[types.Diagnostic]:
        """What is known of a document or cell."""
        return [
            diagnostic(finding, document.content, self._text_of)
            for finding in self.findings(document)
        ]

    def findings(self, document: Document) -> list[Finding]:
        """The findings of a document or cell, in its own places; those of an older text where
        they stand now."""
        subject = self._server.subject(document.uri)
        result = self._server.desk.results.get(subject.uri) if subject else None
        if subject is None or result is None:
            return []
        found = list(drifted(result.checked.findings, result.text, subject.text))
        return _of_cell(found, subject, document) if isinstance(subject, Notebook) else found

    def _publish(self, document: Document, found: list[types.Diagnostic]) -> None:
        params = types.PublishDiagnosticsParams(
            uri=document.uri, diagnostics=found, version=document.version
        )
        self._server.text_document_publish_diagnostics(params)

    def _text_of(self, path: str) -> Text:
        place = os.path.abspath(path)  # findings name files as people read them
        for document in self._server.documents.values():
            if document.path == place:
                return document.content
        return text_on_disk(place, self._server.client.encoding)


def _documents(subject: Subject) -> list[Document]:
    if isinstance(subject, Notebook):
        return list(subject.cells)
    return [subject] if isinstance(subject, Document) else []


def _of_cell(found: list[Finding], notebook: Notebook, cell: Document) -> list[Finding]:
    """The findings that lie in a cell, in its own places."""
    whole = next((p.span for p in notebook.parts() if p.document is cell), Span(0, 0))
    inside = []
    for finding in found:
        if whole.start <= finding.span.start and finding.span.end <= whole.end:
            fix = finding.fix
            edits = fix.edits if fix else ()
            ours = all(_lies_in(edit.span, whole) for edit in edits)
            moved = tuple(Edit(_moved(e.span, whole), e.text) for e in edits)
            start = cell.content.lines.position(finding.span.start - whole.start)
            end = cell.content.lines.position(finding.span.end - whole.start)
            inside.append(
                finding._replace(
                    span=_moved(finding.span, whole),
                    start=start,
                    end=end,
                    fix=fix._replace(edits=moved) if fix and ours else None,
                )
            )
    return inside


def _lies_in(span: Span, whole: Span) -> bool:
    return whole.start <= span.start and span.end <= whole.end


def _moved(span: Span, whole: Span) -> Span:
    return Span(span.start - whole.start, span.end - whole.start)
