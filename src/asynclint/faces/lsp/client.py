"""What the client can do, and what is said to it besides findings."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from lsprotocol import types
from pygls.exceptions import JsonRpcException

if TYPE_CHECKING:
    from asynclint.faces.lsp.server import Server

_QUIET = 0.3  # seconds before progress is shown
_ANSWER = 10.0  # seconds for an answer of the client


class Client:
    """The other side of a conversation; before it has introduced itself it can do nothing."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.encoding = "utf-16"
        self.folders: dict[str, str] = {}
        self._can = types.ClientCapabilities()

    def introduced(self, params: types.InitializeParams) -> None:
        """Learn what the client can do."""
        from asynclint.faces.lsp.documents import path_of

        self._can = params.capabilities
        self._server.protocol.trace = params.trace or types.TraceValue.Off
        chosen = types.PositionEncodingKind(self._server.workspace.position_encoding or "utf-16")
        self.encoding = chosen.value
        roots = [folder.uri for folder in params.workspace_folders or []]
        for uri in roots or filter(None, [params.root_uri]):
            self.folders[uri] = path_of(uri, "")

    @property
    def folder(self) -> str:
        """A folder for what was never saved; "" when none is open."""
        return next(iter(self.folders.values()), "")

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics."""
        return bool(self._can.text_document and self._can.text_document.diagnostic)

    @property
    def refreshes(self) -> bool:
        """Whether the client asks again when told to."""
        can = self._can.workspace and self._can.workspace.diagnostics
        return bool(can and can.refresh_support)

    @property
    def has_configuration(self) -> bool:
        """Whether the client can be asked for its settings."""
        return bool(self._can.workspace and self._can.workspace.configuration)

    @property
    def reads_markdown(self) -> bool:
        """Whether hovers may be Markdown."""
        can = self._can.text_document and self._can.text_document.hover
        return bool(can and types.MarkupKind.Markdown in (can.content_format or ()))

    @property
    def knows_versions(self) -> bool:
        """Whether edits may say which version they are of."""
        can = self._can.workspace and self._can.workspace.workspace_edit
        return bool(can and can.document_changes)

    @property
    def shows_progress(self) -> bool:
        return bool(self._can.window and self._can.window.work_done_progress)

    def registrable(self) -> list[types.Registration]:
        """What the client can be asked to tell: changes of files and of its settings."""
        found = []
        workspace = self._can.workspace
        watched = workspace and workspace.did_change_watched_files
        if watched and watched.dynamic_registration:
            globs = ("**/*.{py,pyi}", "**/{pyproject,asynclint}.toml", "**/*.{yml,yaml}",
                     "**/{setup.cfg,tox.ini,pytest.ini}")  # fmt: skip
            options = types.DidChangeWatchedFilesRegistrationOptions(
                [types.FileSystemWatcher(glob_pattern=glob) for glob in globs]
            )
            found.append(_registration(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
        settings = workspace and workspace.did_change_configuration
        if settings and settings.dynamic_registration:
            options_ = types.DidChangeConfigurationRegistrationOptions(section="asynclint")
            found.append(_registration(types.WORKSPACE_DID_CHANGE_CONFIGURATION, options_))
        return found

    def log(self, text: str) -> None:
        """A line in the client's log."""
        level = types.MessageType.Warning
        self._server.window_log_message(types.LogMessageParams(type=level, message=text))

    def trace(self, text: str) -> None:
        """A line for who wants to watch the server."""
        if self._server.protocol.trace != types.TraceValue.Off:
            self._server.log_trace(types.LogTraceParams(message=text))

    def warn(self, text: str) -> None:
        """A line people see."""
        level = types.MessageType.Warning
        self._server.window_show_message(
            types.ShowMessageParams(type=level, message=f"asynclint: {text}")
        )

    @asynccontextmanager
    async def progress(self, title: str) -> AsyncIterator[Callable[[int], None]]:
        """A way to tell how many files were read; shown if it takes long enough."""
        shown = asyncio.get_running_loop().create_task(self._begin(title))

        def told(count: int) -> None:
            token = shown.result() if shown.done() else None
            if token:
                report = types.WorkDoneProgressReport(message=f"{count:,} files")
                self._server.work_done_progress.report(token, report)

        try:
            yield told
        finally:
            if not shown.done():
                shown.cancel()
            elif token := shown.result():
                self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())

    async def _begin(self, title: str) -> str | None:
        """Show progress, if it is not over by then and the client can; what it is called."""
        await asyncio.sleep(_QUIET)
        if not self.shows_progress:
            return None
        token = str(uuid.uuid4())
        try:
            progress = self._server.work_done_progress
            await asyncio.wait_for(progress.create_async(token), _ANSWER)
        except (JsonRpcException, asyncio.TimeoutError):
            return None
        progress.begin(token, types.WorkDoneProgressBegin(title=title))
        return token


def _registration(method: str, options: object) -> types.Registration:
    return types.Registration(id=str(uuid.uuid4()), method=method, register_options=options)
