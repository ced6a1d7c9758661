"""The server: what the editor says goes to the desk, what was found goes to the editor.

Diagnostics are given when the client asks for them, if it can, and else sent; never both.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, BinaryIO

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from asynclint import __version__
from asynclint.faces.lsp import features
from asynclint.faces.lsp.analyst import Analyst, Lost
from asynclint.faces.lsp.client import Client
from asynclint.faces.lsp.desk import Desk, Result, Subject
from asynclint.faces.lsp.documents import Document, path_of
from asynclint.faces.lsp.framing import LARGEST, Writer, read_in_thread
from asynclint.faces.lsp.notebooks import Notebook
from asynclint.faces.lsp.protocol import Protocol
from asynclint.faces.lsp.settings import ClientSettings
from asynclint.faces.lsp.show import Showing

_LOOK = 5.0  # seconds between looks at the process that started us
_NOTEBOOKS = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithCells(
            notebook="*", cells=[types.NotebookCellLanguage(language="python")]
        )
    ]
)


def serve() -> int:
    """Speak over standard input and output until the end; the status of the process."""
    # Streams of our own: the interpreter closes its own while the reader still waits.
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything else prints must not get between messages
    server = Server()
    try:
        asyncio.run(_until_the_end(server, source, target))
    except KeyboardInterrupt:
        server.analyst.end()
    return 130


async def _until_the_end(server: Server, source: BinaryIO, target: BinaryIO) -> None:
    status = await server.run(source, target)
    server.analyst.end()
    # Everything has been written; threads that wait for the stream or import would hold us up.
    os._exit(status)


class Server(LanguageServer):
    """One conversation: the open documents and everything that is known of them."""

    protocol: Protocol

    def __init__(self) -> None:
        super().__init__(
            "asynclint", __version__, notebook_document_sync=_NOTEBOOKS, protocol_cls=Protocol
        )
        self.client = Client(self)
        self.settings = ClientSettings()
        self.documents: dict[str, Document] = {}
        self.notebooks: dict[str, Notebook] = {}
        self.analyst = Analyst()
        self.desk = Desk(self.analyst, self.settings.of, self)
        self.showing = Showing(self)
        self._tasks: set[asyncio.Task[None]] = set()
        self._learnt: set[str] = set()
        self._trouble = ""
        self._has_begun = False
        features.register(self)

    async def run(self, source: BinaryIO, target: BinaryIO) -> int:
        """Read and answer until the stream ends or the client says `exit`."""
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[int] = loop.create_future()

        def end(status: int) -> None:
            if not ended.done():
                ended.set_result(status)

        def handle(body: bytes) -> None:
            try:
                self.protocol.receive(body)
            except SystemExit as exit_:  # how pygls ends
                end(int(exit_.code or 0))
            except Exception as error:  # whatever it is, the next message must be read
                self.client.log(f"a message could not be handled: {error!r}")

        def refuse(length: int) -> None:
            reason = f"a message of {length:,} bytes is over {LARGEST:,}"
            self.protocol.refuse(None, -32600, reason)

        self.protocol.set_writer(Writer(target, lambda: end(1)))
        read_in_thread(
            source,
            lambda body: _post(loop, handle, body),
            lambda length: _post(loop, refuse, length),
            lambda: _post(loop, end, 0 if self.protocol._shutdown else 1),
        )
        self.start(self._watch(end))
        return await ended

    def begin(self) -> None:
        """Analyse from now on, however often the client says that it is ready."""
        if not self._has_begun:
            self._has_begun = True
            self.start(self.desk.run())

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Let something run beside everything else; its failure is logged."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """What pygls would pop up in the editor goes to the log."""
        self.client.log(f"asynclint failed: {error!r}")

    # What the client says of its documents

    def opened(self, item: types.TextDocumentItem) -> None:
        """A document is open; cells of notebooks come with their notebook."""
        document = Document(item, self.client.encoding, self.client.folder)
        if not document.path:
            return
        self.documents[item.uri] = document
        if document.is_python:
            self.desk.open(document)

    def edited(
        self,
        which: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> None:
        """A document has another text."""
        document = self.documents.get(which.uri)
        if document is None:
            self.client.log(f"a change of a document that is not open: {which.uri}")
            return
        document.edit(which.version, changes)
        if document.is_python:
            self.desk.edit(document)

    def closed(self, uri: str) -> None:
        """A document or notebook is closed."""
        self.documents.pop(uri, None)
        self.notebooks.pop(uri, None)
        self.desk.close(uri)
        self.showing.forget(uri)

    def notebook_opened(self, params: types.DidOpenNotebookDocumentParams) -> None:
        """A notebook is open, with its cells."""
        notebook = Notebook(params.notebook_document, self.client.encoding, self.client.folder)
        notebook.open(params.cell_text_documents)
        if notebook.path:
            self.notebooks[notebook.uri] = notebook
            self.desk.open(notebook)

    def notebook_changed(self, params: types.DidChangeNotebookDocumentParams) -> None:
        """Cells came, went, moved or have another text."""
        notebook = self.notebooks.get(params.notebook_document.uri)
        if notebook is not None:
            notebook.change(params)
            self.desk.edit(notebook)

    def disk_changed(self, uris: Sequence[str]) -> None:
        """Files on the disk are others than before; settings among them change everything."""
        paths = [path for path in (path_of(uri, "") for uri in uris) if path]
        if any(not path.endswith((".py", ".pyi", ".ipynb")) for path in paths):
            self.reopen()
        if paths:
            self.analyst.changed(paths)
            self.desk.again()

    def reopen(self) -> None:
        """Settings have changed."""
        self.analyst.reopen()
        self._learnt.clear()
        self.desk.again()

    # What was found

    def subject(self, uri: str) -> Document | Notebook | None:
        """The document, or the notebook of a cell, that a uri names."""
        if uri in self.documents:
            return self.documents[uri]
        for notebook in self.notebooks.values():
            if uri == notebook.uri or any(cell.uri == uri for cell in notebook.cells):
                return notebook
        return None

    def analysed(self, subject: Subject, result: Result) -> None:
        """An analysis has ended."""
        took = f"{result.seconds * 1000:.0f} ms"
        self.client.trace(f"analysed {subject.path}, version {result.version}, in {took}")

    def delivered(self, subject: Subject, result: Result, edited: bool) -> None:
        """What was found in the current text of a subject goes to the client."""
        for failure in result.checked.failures:
            self.client.log(failure)
        if result.checked.trouble != self._trouble:
            self._trouble = result.checked.trouble
            if self._trouble:
                self.client.warn(self._trouble)
        self.showing.show(subject, edited)

    async def idle(self, subject: Subject) -> None:
        """Nothing waits: time to read the project of a text, if that has not been done."""
        self.showing.refresh()
        folder = os.path.dirname(subject.path)
        if folder in self._learnt:
            return
        self._learnt.add(folder)
        async with self.client.progress("asynclint reads the project") as told:
            try:
                await self.analyst.learn(subject.path, self.settings.of(subject.path), told)
            except Lost as lost:
                self.client.log(f"reading the project of {subject.path}: {lost}")

    async def _watch(self, end: Callable[[int], None]) -> None:
        """End when the process that started us is gone and its pipe is not."""
        while True:
            await asyncio.sleep(_LOOK)
            if self.process_id and not _is_alive(self.process_id):
                end(1)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            self.client.log(f"asynclint failed: {task.exception()!r}")


def _post(loop: asyncio.AbstractEventLoop, call: Callable[..., Any], *values: object) -> None:
    with contextlib.suppress(RuntimeError):  # the loop may have ended before its reader
        loop.call_soon_threadsafe(call, *values)


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return True  # there the pipe closes with the process
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
