"""A small client that speaks to the server in raw messages, for what no proper client would say."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

PUSH: dict[str, Any] = {"textDocument": {"publishDiagnostics": {"relatedInformation": True}}}
PULL: dict[str, Any] = {
    "textDocument": {"diagnostic": {}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
ROOT = Path(__file__).resolve().parents[2]
EVERYTHING: dict[str, Any] = {
    "start": {"line": 0, "character": 0},
    "end": {"line": 99_999, "character": 0},
}
_PATIENCE = 60.0


class Speaker:
    """A server in a process of its own, and everything it has said."""

    def __init__(self, cwd: Path, environment: Mapping[str, str] | None = None) -> None:
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **(environment or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "asynclint", "server"],
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._said: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self.heard: list[dict[str, Any]] = []
        self._id = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def start(self, root: Path, capabilities: Mapping[str, Any] = PUSH, **more: Any) -> Any:
        """Shake hands; the capabilities of the server."""
        params = {
            "processId": os.getpid(),
            "rootUri": root.as_uri(),
            "workspaceFolders": [{"uri": root.as_uri(), "name": "root"}],
            "capabilities": capabilities,
            **more,
        }
        result = self.ask("initialize", params)["result"]
        self.tell("initialized", {})
        return result["capabilities"]

    def tell(self, method: str, params: Any) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def post(self, method: str, params: Any) -> int:
        """Send a request and do not wait; its id."""
        self._id += 1
        self.send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        return self._id

    def ask(self, method: str, params: Any) -> dict[str, Any]:
        """Send a request; the message that answers it."""
        return self.answer(self.post(method, params))

    def answer(self, identity: int | None) -> dict[str, Any]:
        """The answer to a request, perhaps to come."""
        return self.wait(lambda m: "method" not in m and "id" in m and m["id"] == identity)

    def wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first message of a kind that nobody waited for before."""
        for message in self.heard:
            if wanted(message):
                self.heard.remove(message)
                return message
        while True:
            said = self._said.get(timeout=_PATIENCE)
            assert said is not None, "the server has ended"
            if wanted(said):
                return said
            self.heard.append(said)

    def send(self, message: Any) -> None:
        """Send anything that JSON can say."""
        self.send_bytes(json.dumps(message).encode())

    def send_bytes(self, body: bytes) -> None:
        """Send any bytes as a message."""
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def raw(self, data: bytes) -> None:
        """Send any bytes."""
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def open(self, path: Path, text: str, language: str = "python", version: int = 1) -> str:
        """Open a document; its uri."""
        uri = path.as_uri()
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, version: int, *changes: Any) -> None:
        """Edit a document; a text alone replaces all of it."""
        made = [{"text": change} if isinstance(change, str) else change for change in changes]
        which = {"uri": uri, "version": version}
        self.tell("textDocument/didChange", {"textDocument": which, "contentChanges": made})

    def published(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The next diagnostics sent for a document (at a version)."""

        def wanted(message: dict[str, Any]) -> bool:
            if message.get("method") != "textDocument/publishDiagnostics":
                return False
            params = message["params"]
            return params["uri"] == uri and version in (None, params.get("version"))

        found: list[dict[str, Any]] = self.wait(wanted)["params"]["diagnostics"]
        return found

    def pull(self, uri: str, previous: str | None = None) -> dict[str, Any]:
        """Ask for the diagnostics of a document."""
        params: dict[str, Any] = {"textDocument": {"uri": uri}}
        if previous is not None:
            params["previousResultId"] = previous
        result: dict[str, Any] = self.ask("textDocument/diagnostic", params)["result"]
        return result

    def actions(
        self, uri: str, range_: Mapping[str, Any] = EVERYTHING, *only: str
    ) -> list[dict[str, Any]]:
        """What the light bulb offers for a part of a document; `only` kinds, or all."""
        context: dict[str, Any] = {"diagnostics": []}
        if only:
            context["only"] = list(only)
        params = {"textDocument": {"uri": uri}, "range": range_, "context": context}
        found: list[dict[str, Any]] = self.ask("textDocument/codeAction", params)["result"]
        return found

    def apply(self, uri: str, version: int, action: Mapping[str, Any]) -> None:
        """Make the edits of an action, which are all of the text before any of them."""
        edits = sorted(action["edit"]["changes"][uri], key=lambda e: _place(e["range"]["start"]))
        made = [{"range": e["range"], "text": e["newText"]} for e in reversed(edits)]
        self.change(uri, version, *made)

    def open_notebook(self, path: Path, cells: Mapping[str, str], notes: Sequence[str] = ()) -> str:
        """Open a notebook of cells by uri, those in `notes` being none of code; its uri."""
        uri = path.as_uri()
        notebook = {
            "uri": uri,
            "notebookType": "jupyter-notebook",
            "version": 1,
            "cells": [{"kind": 1 if cell in notes else 2, "document": cell} for cell in cells],
        }
        texts = [
            {"uri": cell, "languageId": "python", "version": 1, "text": text}
            for cell, text in cells.items()
            if cell not in notes
        ]
        params = {"notebookDocument": notebook, "cellTextDocuments": texts}
        self.tell("notebookDocument/didOpen", params)
        return uri

    def change_notebook(self, uri: str, version: int, **cells: Any) -> None:
        """Change the cells of a notebook."""
        params = {"notebookDocument": {"uri": uri, "version": version}, "change": {"cells": cells}}
        self.tell("notebookDocument/didChange", params)

    def end(self) -> int:
        """Say good-bye; the status of the process."""
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.process.wait(timeout=_PATIENCE)

    def close(self) -> None:
        """End the process, however it is."""
        self.process.kill()
        self.process.wait()

    def _listen(self) -> None:
        assert self.process.stdout
        stream = self.process.stdout
        while line := stream.readline():
            length = 0
            while line.strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
                line = stream.readline()
            self._said.put(json.loads(stream.read(length)))
        self._said.put(None)


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    """Their codes, in order."""
    return [item["code"] for item in diagnostics]


def _place(position: Mapping[str, int]) -> tuple[int, int]:
    return position["line"], position["character"]
