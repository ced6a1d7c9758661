"""How the language server keeps up with typing: time to diagnostics, memory, floods of edits.

    python benchmarks/editing.py FILE [--edits N] [--many N]

FILE is a Python file of some 2,000 lines; its project is what it lies in. A server of its own is
started, the file opened, and a line typed and deleted letter by letter at places all over the
file. Times are those from an edit sent to its diagnostics received; each edit comes so long after
the one before that the server waits for nothing. Texts that do not parse are done with sooner, so
the others are shown alone as well. Other programs on the machine count too: `load` is printed, and
the time that server and worker had a processor.
"""

from __future__ import annotations

import argparse
import ast
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests" / "end_to_end")]

from speaking import PUSH, Speaker  # noqa: E402

from asynclint.disk import root_of  # noqa: E402
from asynclint.faces.lsp.desk import PAUSE  # noqa: E402

_LINE = "    await_me = wait_for_it(1)"
_FLOOD = 60


class Edit(NamedTuple):
    """A change as the protocol says it, and the text after it."""

    change: dict[str, Any]
    text: str


class Typist:
    """Types into one file."""

    def __init__(self, path: Path) -> None:
        self.speaker = Speaker(path.parent)
        root = Path(root_of(str(path)))
        self.speaker.start(root, PUSH, trace="messages", processId=os.getpid())
        self.text = path.read_text(encoding="utf-8")
        self.version = 1
        self.uri = self.speaker.open(path, self.text)
        self.speaker.published(self.uri, 1)
        time.sleep(3)  # the project is read meanwhile

    def edits(self) -> Iterator[Edit]:
        """Edits for ever: a line comes letter by letter and goes again."""
        lines = self.text.splitlines(keepends=True)
        step = 0
        while True:
            line = (step * 37) % len(lines)
            before, after = "".join(lines[:line]), "".join(lines[line:])
            step += 1
            start = {"line": line, "character": 0}
            new = {"range": {"start": start, "end": start}, "text": "\n"}
            yield Edit(new, before + "\n" + after)
            for column, letter in enumerate(_LINE):
                at = {"line": line, "character": column}
                change = {"range": {"start": at, "end": at}, "text": letter}
                yield Edit(change, before + _LINE[: column + 1] + "\n" + after)
            end = {"line": line + 1, "character": 0}
            yield Edit({"range": {"start": start, "end": end}, "text": ""}, self.text)

    def send(self, edit: Edit) -> None:
        self.version += 1
        self.speaker.change(self.uri, self.version, edit.change)

    def wait(self) -> None:
        self.speaker.published(self.uri, self.version)

    def analyses(self) -> list[float]:
        """Seconds of each analysis since last asked."""
        said = [m for m in self.speaker.heard if m.get("method") == "$/logTrace"]
        self.speaker.heard.clear()
        return [float(m["params"]["message"].split()[-2]) / 1000 for m in said]

    def memory(self) -> int:
        """Resident bytes of the server and its worker."""
        return sum(map(_resident, self._processes()))

    def work(self) -> float:
        """Seconds that server and worker have had a processor."""
        files = (path for pid in self._processes() for path in Path(f"/proc/{pid}/task").iterdir())
        return sum(int((path / "schedstat").read_text().split()[0]) for path in files) / 1e9

    def _processes(self) -> list[int]:
        server = self.speaker.process.pid
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        return [server, *map(int, children)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=10_000)
    options = parser.parse_args()
    typist = Typist(options.file.resolve())
    changes = typist.edits()
    print(f"load {os.getloadavg()[0]:.1f}, {typist.text.count(chr(10)):,} lines")
    _times(typist, changes, options.edits)
    print(f"load {os.getloadavg()[0]:.1f}")
    _flood(typist, changes)
    _memory(typist, changes, options.many)
    return typist.speaker.end()


def _times(typist: Typist, edits: Iterator[Edit], count: int) -> None:
    """Seconds to diagnostics, and of them on a processor, of edits made one by one."""
    took, worked, whole = [], [], []
    for _ in range(count):
        edit = next(edits)
        before, begin = typist.work(), time.perf_counter()
        typist.send(edit)
        typist.wait()
        took.append(time.perf_counter() - begin)
        worked.append(typist.work() - before)
        whole.append(_parses(edit.text))
        time.sleep(max(0.0, begin + PAUSE * 1.2 - time.perf_counter()))
    typist.analyses()
    print(f"{count:,} edits: {_shown(took)}; on a processor {_shown(worked)}")
    took = [seconds for seconds, is_whole in zip(took, whole, strict=True) if is_whole]
    worked = [seconds for seconds, is_whole in zip(worked, whole, strict=True) if is_whole]
    print(f"{len(took):,} that parse: {_shown(took)}; on a processor {_shown(worked)}")


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except SyntaxError:
        return False
    return True


def _flood(typist: Typist, changes: Iterator[Edit]) -> None:
    typist.analyses()
    for _ in range(_FLOOD):
        typist.send(next(changes))
    begin = time.perf_counter()
    position = {"line": 3, "character": 3}
    params = {"textDocument": {"uri": typist.uri}, "position": position}
    typist.speaker.ask("textDocument/hover", params)
    hover = time.perf_counter() - begin
    typist.wait()
    print(f"{_FLOOD} edits at once: {len(typist.analyses())} analyses, hover in {hover:.3f} s")


def _memory(typist: Typist, changes: Iterator[Edit], count: int) -> None:
    """Memory after a tenth of the edits and after all; four come at a time, as in fast typing."""
    after = []
    for goal in (count // 10, count - count // 10):
        for done in range(1, goal + 1):
            typist.send(next(changes))
            if done % 4 == 0:
                typist.wait()
        typist.send(next(changes))
        typist.wait()
        typist.analyses()
        after.append(typist.memory())
    first, last = (value / 1e6 for value in after)
    share = (last / first - 1) * 100
    print(f"memory: {first:.0f} MB after {count // 10:,} edits, {last:.0f} MB after {count:,}")
    print(f"growth: {share:+.1f} %")


def _shown(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    last = ordered[int(len(ordered) * 0.95)]
    return f"median {statistics.median(ordered) * 1000:.0f} ms, 95 % {last * 1000:.0f} ms"


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    sys.exit(main())
