"""The process that analyses: reads requests, answers in order, ends when its input does."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Callable
from typing import Any

from asynclint.faces.lsp.analysis import Analysis
from asynclint.faces.lsp.pipe import receive, send
from asynclint.parcels import pack

_EVERY = 100  # files between two words of progress


def main() -> None:
    """A worker's whole life."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # nothing else may write where answers go
    # Trees and facts hold millions of objects and no circles.
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)
    work = _Work(lambda message: send(target, message))
    with contextlib.suppress(OSError):  # the server has ended
        while (request := receive(source)) is not None:
            work.do(request)
    os._exit(0)


class _Work:
    def __init__(self, send: Callable[[tuple[Any, ...]], None]) -> None:
        self._analysis = Analysis()
        self._send = send

    def do(self, request: tuple[Any, ...]) -> None:
        """Do what one request asks; requests that expect an answer get exactly one."""
        analysis = self._analysis
        match request:
            case ("put", path, text):
                analysis.put(path, text)
            case ("drop", path):
                analysis.drop(path)
            case ("changed", paths):
                analysis.changed(paths)
            case ("reopen",):
                analysis.reopen()
            case ("check", path, settings):
                findings, failures, trouble = analysis.check(path, settings)
                self._send(("done", pack(findings, failures), trouble))
            case ("mend", path, settings):
                self._send(("done", analysis.mend(path, settings)))
            case ("learn", path, settings):
                analysis.learn(path, settings, self._progress)
                self._send(("done",))

    def _progress(self, count: int) -> None:
        if count % _EVERY == 0:
            self._send(("progress", count))
