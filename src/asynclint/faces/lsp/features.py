"""The requests the server answers, one function each."""

from __future__ import annotations

import asyncio
import contextlib
from importlib import import_module
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from asynclint.faces.lsp.analyst import Lost
from asynclint.faces.lsp.diagnostics import diagnostic
from asynclint.faces.lsp.documents import Document, path_of

# What knows the rules is imported in the functions: that takes longer than to shake hands.
if TYPE_CHECKING:
    from asynclint.faces.lsp.actions import Offer
    from asynclint.faces.lsp.server import Server

FIX_ALL = "source.fixAll.asynclint"
_KINDS = (types.CodeActionKind.QuickFix, FIX_ALL)
_TRIGGERS = (":", ",", " ", '"', "'")
_ANSWER = 10.0  # seconds for the client to say what its settings are


def register(server: Server) -> None:
    """Let pygls know what answers what; pulled diagnostics wait for what the client can do."""

    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        server.client.introduced(params)
        unknown = server.settings.set(params.initialization_options)
        _complain(server, unknown)
        if server.client.pulls:
            _register_pull(server)

    @server.feature(types.INITIALIZED)
    async def initialized(params: types.InitializedParams) -> None:
        server.start(_get_ready(server))
        await _ask_settings(server)
        server.begin()  # not before: what is found depends on the settings
        wanted = server.client.registrable()
        if wanted:
            with contextlib.suppress(JsonRpcException):
                await server.client_register_capability_async(types.RegistrationParams(wanted))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    async def configured(params: types.DidChangeConfigurationParams) -> None:
        if server.client.has_configuration:
            await _ask_settings(server)
        else:
            _complain(server, server.settings.set(params.settings))
        server.reopen()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(params: types.DidChangeWatchedFilesParams) -> None:
        server.disk_changed([event.uri for event in params.changes])

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.disk_changed([params.text_document.uri])

    @server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    async def folders(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            server.client.folders.pop(folder.uri, None)
        for folder in params.event.added:
            server.client.folders[folder.uri] = path_of(folder.uri, "")
        await _ask_settings(server)

    _register_help(server)


def _register_help(server: Server) -> None:
    options = types.CodeActionOptions(code_action_kinds=list(_KINDS))

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)
    async def code_actions(params: types.CodeActionParams) -> list[types.CodeAction]:
        from asynclint.faces.lsp.actions import offers, wants_mending

        await _settled(server, params.text_document.uri)
        document = server.showing.document(params.text_document.uri)
        if document is None or not document.is_python:
            return []
        only = params.context.only
        asked = None if only is None else [str(getattr(kind, "value", kind)) for kind in only]
        mended = None
        if wants_mending(server.showing.findings(document), asked):
            mended = await _mended(server, document)
        found = server.showing.findings(document)  # it may have another text by now
        span = document.content.span(params.range)
        return [
            _action(server, document, offer)
            for offer in offers(found, span, document.text, asked, mended)
        ]

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        from asynclint.faces.lsp.help import hover

        document = server.showing.document(params.text_document.uri)
        if document is None:
            return None
        offset = document.content.offset(params.position)
        found = hover(document, offset, server.showing.findings(document))
        if found is None:
            return None
        text, span = found
        return types.Hover(contents=_markup(server, text), range=document.content.range(span))

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=list(_TRIGGERS), resolve_provider=True),
    )
    def completed(params: types.CompletionParams) -> types.CompletionList | None:
        from asynclint.faces.lsp.help import completion

        document = server.showing.document(params.text_document.uri)
        if document is None:
            return None
        return completion(document, document.content.offset(params.position))

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def resolved(item: types.CompletionItem) -> types.CompletionItem:
        from asynclint.faces.lsp.help import page

        rule = item.data.get("rule") if isinstance(item.data, dict) else None
        text = page(rule) if isinstance(rule, str) else ""
        if text:
            item.documentation = _markup(server, text)
        return item


def _register_pull(server: Server) -> None:
    options = types.DiagnosticOptions(
        inter_file_dependencies=True, workspace_diagnostics=False, identifier="asynclint"
    )

    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def pulled(
        params: types.DocumentDiagnosticParams,
    ) -> types.DocumentDiagnosticReport:
        await _settled(server, params.text_document.uri)
        return server.showing.report(params.text_document.uri, params.previous_result_id)


async def _get_ready(server: Server) -> None:
    """Have everything there before somebody asks."""
    await server.analyst.start()
    await asyncio.to_thread(import_module, "asynclint.faces.lsp.help")


async def _settled(server: Server, uri: str) -> None:
    """Wait until the last text of a document has been analysed."""
    subject = server.subject(uri)
    if subject is not None:
        await server.desk.result(subject.uri)


async def _mended(server: Server, document: Document) -> str | None:
    """The text of a document with all safe fixes made; of a cell, that cannot be said."""
    try:
        return await server.desk.mended(document.uri)
    except Lost as lost:
        server.client.log(f"fixing {document.path}: {lost}")
        return None


async def _ask_settings(server: Server) -> None:
    """The client's settings for all its folders."""
    if not server.client.has_configuration:
        return
    folders = list(server.client.folders.items())
    items = [types.ConfigurationItem(section="asynclint")]
    items += [types.ConfigurationItem(scope_uri=uri, section="asynclint") for uri, _ in folders]
    try:
        asked = server.workspace_configuration_async(types.ConfigurationParams(items=items))
        answers: list[Any] = list(await asyncio.wait_for(asked, _ANSWER))
    except (JsonRpcException, asyncio.TimeoutError, TypeError):
        return
    if not any(answers):
        return  # the client knows no section of ours; what it started us with stays
    for answer, folder in zip(answers, (None, *(path for _, path in folders)), strict=False):
        _complain(server, server.settings.set(answer, folder))
    server.reopen()


def _complain(server: Server, unknown: list[str]) -> None:
    if unknown:
        server.client.log(f"settings that mean nothing to asynclint: {', '.join(unknown)}")


def _action(server: Server, document: Document, offer: Offer) -> types.CodeAction:
    edits = [
        types.TextEdit(range=document.content.range(edit.span), new_text=edit.text)
        for edit in sorted(offer.edits)
    ]
    content = document.content
    about = offer.finding and diagnostic(offer.finding, content, lambda path: content)
    if server.client.knows_versions:
        identifier = types.OptionalVersionedTextDocumentIdentifier(
            uri=document.uri, version=document.version
        )
        change = types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, edits)])
    else:
        change = types.WorkspaceEdit(changes={document.uri: edits})
    return types.CodeAction(
        title=offer.title,
        kind=offer.kind,
        edit=change,
        diagnostics=[about] if about else None,
        is_preferred=offer.preferred or None,
    )


def _markup(server: Server, text: str) -> types.MarkupContent:
    if server.client.reads_markdown:
        return types.MarkupContent(kind=types.MarkupKind.Markdown, value=text)
    from asynclint.faces.lsp.help import plain

    return types.MarkupContent(kind=types.MarkupKind.PlainText, value=plain(text))
