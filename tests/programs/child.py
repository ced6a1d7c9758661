"""Runs programs for real; `running` starts this in a process of its own.

Standard input names folders, one a line. For each, `main.main()` runs on an event loop, and a line
of JSON goes out: the exception, if any, the lines that ran, the kinds of values that probes saw,
and for each coroutine nothing awaited the lines that were running when it was made.
"""

from __future__ import annotations

import asyncio
import builtins
import gc
import importlib
import inspect
import json
import os
import sys
import warnings
from types import CodeType, FrameType
from typing import Any

DEPTH = 12  # frames of a coroutine's origin
PATIENCE = 200_000  # lines after which a program counts as endless

Place = tuple[str, int]


class Endless(BaseException):
    """A program runs for too long."""


class Watch:
    """What is seen of one run of the program in a folder."""

    def __init__(self, folder: str) -> None:
        self.folder = folder + os.sep
        self.lines: set[Place] = set()
        self.kinds: dict[int, set[str]] = {}
        self._shown: dict[CodeType, str] = {}
        self._count = 0

    def trace(self, frame: FrameType, event: str, argument: object) -> Any:
        """Notes lines of the program's own files."""
        shown = self._shown.get(frame.f_code)
        if shown is None:
            shown = self._shown[frame.f_code] = self.shown(frame.f_code.co_filename)
        if not shown:
            return None
        self._count += 1
        if self._count > PATIENCE:
            raise Endless
        if event == "line":
            self.lines.add((shown, frame.f_lineno))
        return self.trace

    def shown(self, path: str) -> str:
        """A path below the folder; "" for one that is not."""
        return path[len(self.folder) :] if path.startswith(self.folder) else ""

    async def use(self, number: int, value: Any) -> None:
        """The probe of an async function."""
        self._note(number, value)
        if inspect.isasyncgen(value):
            async for _ in value:
                pass
        elif inspect.isawaitable(value):
            await value

    def peek(self, number: int, value: Any) -> None:
        """The probe of a function that cannot await."""
        self._note(number, value)
        if inspect.iscoroutine(value):
            value.close()

    def _note(self, number: int, value: object) -> None:
        self.kinds.setdefault(number, set()).add(_kind(value))


def run(folder: str) -> dict[str, object]:
    """Run the program in a folder."""
    watch = Watch(folder)
    vars(builtins).update(use=watch.use, peek=watch.peek)
    before = set(sys.modules)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        error = _executed(watch)
        for name in set(sys.modules) - before:
            if watch.shown(getattr(sys.modules[name], "__file__", None) or ""):
                del sys.modules[name]
        gc.collect()
    sys.path.remove(folder)
    return {
        "error": error,
        "lines": sorted(watch.lines),
        "kinds": {number: sorted(kinds) for number, kinds in watch.kinds.items()},
        "unawaited": [_origin(watch, each.source) for each in caught if _is_about(each)],
    }


def _executed(watch: Watch) -> str:
    """Run the program; what it raised."""
    sys.settrace(watch.trace)
    try:
        main = importlib.import_module("main")
        asyncio.run(main.main())
    except (Exception, Endless) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        sys.settrace(None)
    return ""


def _is_about(message: warnings.WarningMessage) -> bool:
    return inspect.iscoroutine(message.source) and "never awaited" in str(message.message)


def _origin(watch: Watch, coroutine: Any) -> list[Place]:
    """The lines of the program that were running when a coroutine was made, innermost first."""
    frames = coroutine.cr_origin or ()
    return [(watch.shown(file), line) for file, line, _ in frames if watch.shown(file)]


def _kind(value: object) -> str:
    if inspect.iscoroutine(value):
        return "coroutine"
    if inspect.isasyncgen(value):
        return "generator"
    if asyncio.isfuture(value):
        return "future"
    return "awaitable" if inspect.isawaitable(value) else "plain"


def main() -> None:
    """Run the programs that standard input names."""
    sys.dont_write_bytecode = True
    sys.set_coroutine_origin_tracking_depth(DEPTH)
    gc.freeze()  # the garbage of a program is found without a look at all else
    answers = sys.stdout
    # What a program prints is not an answer.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        print(json.dumps(run(line.rstrip("\n"))), file=answers, flush=True)


if __name__ == "__main__":
    main()
