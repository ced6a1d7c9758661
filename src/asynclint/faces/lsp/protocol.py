"""pygls' protocol with answers to what is malformed, and without its copies of the documents.

Those end lines where LSP does not (form feeds, Unicode separators) and fail on unknown documents;
ours are `documents`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.protocol import LanguageServerProtocol, lsp_method

if TYPE_CHECKING:
    from cattrs import Converter

    from asynclint.faces.lsp.server import Server

_PARSE_ERROR, _INVALID_REQUEST, _INVALID_PARAMS = -32700, -32600, -32602
_NOT_INITIALIZED = -32002


class Protocol(LanguageServerProtocol):
    """One conversation with a client."""

    def __init__(self, server: Server, converter: Converter) -> None:
        super().__init__(server, converter)
        self._desk = server

    def receive(self, body: bytes) -> None:
        """Handle the bytes of one message."""
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            self.refuse(None, _PARSE_ERROR, "the message is not JSON")
            return
        if isinstance(data, list):
            self.refuse(None, _INVALID_REQUEST, "the protocol has no batches")
            return
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            self.refuse(None, _INVALID_REQUEST, "the message is not JSON-RPC 2.0")
            return
        identity = data.get("id")
        if not isinstance(identity, (int, str)) or isinstance(identity, bool):
            identity = None
        reason = self._objection(data)
        if reason:
            if identity is not None and "method" in data:
                self.refuse(identity, *reason)
            return
        self._handle(data, identity)

    def refuse(self, identity: int | str | None, code: int, reason: str) -> None:
        """Answer with an error; `identity` is None when the request could not be read."""
        error = {"code": code, "message": reason}
        self._send_data({"jsonrpc": self.VERSION, "id": identity, "error": error})

    def _objection(self, data: dict[str, Any]) -> tuple[int, str] | None:
        """Why a message is not handled; None when it is."""
        method = data.get("method")
        if method is None:
            is_answer = "result" in data or "error" in data
            return None if is_answer else (_INVALID_REQUEST, "no method")
        if not isinstance(method, str):
            return _INVALID_REQUEST, "the method is no string"
        if method in (types.EXIT, types.CANCEL_REQUEST):
            return None
        if self._workspace is None and method != types.INITIALIZE:
            return _NOT_INITIALIZED, "the server is not initialized"
        if self._workspace is not None and method == types.INITIALIZE:
            return _INVALID_REQUEST, "the server is initialized already"
        if self._shutdown:
            return _INVALID_REQUEST, "the server is shutting down"
        return None

    def _handle(self, data: dict[str, Any], identity: int | str | None) -> None:
        if "method" in data:
            data.setdefault("params", None)  # optional in JSON-RPC, not in pygls
        try:
            message = self.structure_message(data)
        except (JsonRpcException, AttributeError, TypeError):
            if identity is not None and "method" in data:
                self.refuse(identity, _INVALID_PARAMS, f"wrong parameters of {data['method']}")
            return
        if hasattr(message, "method") or hasattr(message, "id"):
            self.handle_message(message)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        self._desk.opened(params.text_document)

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        self._desk.edited(params.text_document, params.content_changes)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        self._desk.closed(params.text_document.uri)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def lsp_notebook_document__did_open(
        self, params: types.DidOpenNotebookDocumentParams
    ) -> None:
        self._desk.notebook_opened(params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def lsp_notebook_document__did_change(
        self, params: types.DidChangeNotebookDocumentParams
    ) -> None:
        self._desk.notebook_changed(params)

    @lsp_method(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def lsp_notebook_document__did_close(
        self, params: types.DidCloseNotebookDocumentParams
    ) -> None:
        self._desk.closed(params.notebook_document.uri)
