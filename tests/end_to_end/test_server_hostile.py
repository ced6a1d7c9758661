"""A server that is spoken to badly: it answers with errors or ends, and loses no document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from speaking import Speaker, codes

Write = Callable[[Mapping[str, "str | bytes"]], Path]

TEXT = "import asyncio\n\nasync def main():\n    asyncio.sleep(1)\n"


@pytest.fixture
def root(project: Write) -> Path:
    return project({"app.py": TEXT})


def still_works(speaker: Speaker, root: Path) -> bool:
    """Whether a document opened now gets its finding."""
    return codes(speaker.published(speaker.open(root / "new.py", TEXT))) == ["ASL101"]


def workers(process: int) -> list[int]:
    """The processes a process has started."""
    done = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True, check=False
    )
    return [int(word) for word in done.stdout.split()]


def wait_for(holds: Callable[[], bool]) -> bool:
    """Whether something holds before long."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", -32700),
        (b"\xff\xfe", -32700),
        (b"[" * 100_000, -32700),
        (b"[]", -32600),
        (b"null", -32600),
        (b'{"method": "x"}', -32600),
        (b'{"jsonrpc": "1.0", "id": 1, "method": "x"}', -32600),
    ],
)
def test_what_is_no_message_is_answered_with_an_error(
    root: Path, speaker: Speaker, body: bytes, code: int
) -> None:
    speaker.start(root)

    speaker.send_bytes(body)

    assert speaker.answer(None)["error"]["code"] == code
    assert still_works(speaker, root)


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("textDocument/hover", {"textDocument": 1}, -32602),
        ("textDocument/hover", None, -32602),
        ("textDocument/hover", [], -32602),
        ("textDocument/hover", {"textDocument": {"uri": "a"}, "position": {"line": -1}}, -32602),
        ("no/suchMethod", {}, -32601),
        ("initialize", {"processId": None, "rootUri": None, "capabilities": {}}, -32600),
        ("workspace/executeCommand", {"command": "none"}, -32602),
    ],
)
def test_requests_that_cannot_be_met_are_answered_with_an_error(
    root: Path, speaker: Speaker, method: str, params: Any, code: int
) -> None:
    speaker.start(root)

    assert speaker.ask(method, params)["error"]["code"] == code
    assert still_works(speaker, root)


def test_headers_in_any_case_are_read_and_broken_ones_passed_over(
    root: Path, speaker: Speaker
) -> None:
    speaker.start(root)
    body = b'{"jsonrpc": "2.0", "id": "h", "method": "no/such"}'
    header = b"content-type: x\r\nCONTENT-LENGTH:  %d \r\n\r\n" % len(body)

    speaker.raw(b"nonsense\r\n\r\nContent-Length: x\r\n\r\nContent-Length: -5\r\n\r\n")
    speaker.raw(header + body)

    assert speaker.wait(lambda m: m.get("id") == "h")["error"]["code"] == -32601
    assert still_works(speaker, root)


def test_a_message_over_the_limit_is_refused_and_passed_over(root: Path, speaker: Speaker) -> None:
    speaker.start(root)

    speaker.send_bytes(b" " * 64_000_001)

    assert "64,000,001 bytes" in speaker.answer(None)["error"]["message"]
    assert still_works(speaker, root)


def test_requests_before_and_after_their_time_are_refused(root: Path, speaker: Speaker) -> None:
    early = speaker.ask("textDocument/hover", {})
    speaker.start(root)
    speaker.ask("shutdown", None)
    late = speaker.ask("textDocument/hover", {})
    speaker.tell("exit", None)

    assert early["error"]["code"] == -32002
    assert late["error"]["code"] == -32600
    assert speaker.process.wait(timeout=30) == 0


def test_wrong_ranges_and_unknown_documents_harm_nothing(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "app.py", TEXT)
    far = {"line": 2_000_000_000, "character": 2_000_000_000}
    turned = {"start": {"line": 3, "character": 999}, "end": {"line": 0, "character": 0}}

    speaker.change((root / "none.py").as_uri(), 2, "x")
    speaker.tell("textDocument/didClose", {"textDocument": {"uri": "file:///none.py"}})
    speaker.change(uri, 2, {"range": {"start": far, "end": far}, "text": "# end\n"})
    speaker.change(uri, 3, {"range": turned, "text": "x = 1"})
    params = {"textDocument": {"uri": uri}, "range": turned, "context": {"diagnostics": []}}

    assert speaker.published(uri, 3) == []
    assert speaker.ask("textDocument/codeAction", params)["result"] == []
    hover = {"textDocument": {"uri": uri}, "position": far}
    assert speaker.ask("textDocument/hover", hover)["result"] is None
    assert still_works(speaker, root)


def test_a_document_of_five_megabytes_is_declined_and_the_others_live(
    root: Path, speaker: Speaker
) -> None:
    speaker.start(root)
    uri = speaker.open(root / "app.py", TEXT)
    assert codes(speaker.published(uri)) == ["ASL101"]

    big = speaker.open(root / "big.py", TEXT * (5_000_000 // len(TEXT)))
    (found,) = speaker.published(big)
    speaker.change(uri, 2, TEXT + "\n")

    assert found["code"] == "ASL000"
    assert "over max-file-size" in found["message"]
    assert codes(speaker.published(uri, 2)) == ["ASL101"]


@pytest.mark.parametrize(
    "text",
    ["\ufeff" + TEXT, "\0" + TEXT, "# coding: nonsense\n" + TEXT, "\ud800", "(" * 5_000, "\r"],
)
def test_odd_texts_are_answered(root: Path, speaker: Speaker, text: str) -> None:
    speaker.start(root)

    speaker.published(speaker.open(root / "app.py", text))

    assert still_works(speaker, root)


def test_a_byte_order_mark_moves_nothing(root: Path, speaker: Speaker) -> None:
    speaker.start(root)

    (found,) = speaker.published(speaker.open(root / "app.py", "\ufeff" + TEXT))

    assert found["range"]["start"] == {"line": 3, "character": 4}


def test_closing_the_input_ends_server_and_worker(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    speaker.published(speaker.open(root / "app.py", TEXT))
    (worker,) = workers(speaker.process.pid)

    assert speaker.process.stdin
    speaker.process.stdin.close()

    assert speaker.process.wait(timeout=30) == 1
    assert wait_for(lambda: not os.path.exists(f"/proc/{worker}"))


def test_half_a_message_ends_the_server(root: Path, speaker: Speaker) -> None:
    speaker.start(root)

    speaker.raw(b"Content-Length: 100\r\n\r\n{")
    assert speaker.process.stdin
    speaker.process.stdin.close()

    assert speaker.process.wait(timeout=30) == 1


def test_when_the_client_is_killed_the_server_ends(root: Path, speaker: Speaker) -> None:
    with subprocess.Popen(["sleep", "600"]) as client:
        speaker.start(root, processId=client.pid)
        client.send_signal(signal.SIGKILL)
        client.wait()

        assert speaker.process.wait(timeout=30) == 1


def test_when_nobody_reads_the_server_ends(root: Path) -> None:
    command = [sys.executable, "-m", "asynclint", "server"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=root, stdin=pipe, stdout=pipe) as server:
        assert server.stdin
        assert server.stdout
        server.stdout.close()
        body = b'{"jsonrpc": "2.0", "id": 1, "method": "no/such"}'

        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()

        assert server.wait(timeout=30) == 1


def test_a_worker_that_dies_is_replaced_and_no_document_lost(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "app.py", TEXT)
    speaker.published(uri)
    (worker,) = workers(speaker.process.pid)

    os.kill(worker, signal.SIGKILL)
    speaker.change(uri, 2, TEXT + "    asyncio.sleep(2)\n")

    assert codes(speaker.published(uri, 2)) == ["ASL101", "ASL101"]
    assert workers(speaker.process.pid) != [worker]


def test_exit_without_shutdown_has_status_one(root: Path, speaker: Speaker) -> None:
    speaker.start(root)

    speaker.tell("exit", None)

    assert speaker.process.wait(timeout=30) == 1


def test_a_module_in_the_folder_is_not_run(project: Write) -> None:
    trap = "raise SystemExit('the folder was imported from')\n"
    root = project({"app.py": TEXT, "threading.py": trap, "pygls.py": trap, "marshal.py": trap})
    speaker = Speaker(root)
    try:
        speaker.start(root)

        assert still_works(speaker, root)
    finally:
        speaker.close()
