"""Programs run for real, many in one process: which lines ran, and what was never awaited."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from programs.drafts import Files

Place = tuple[str, int]
CHILD = Path(__file__).with_name("child.py")


class Run(NamedTuple):
    """What came of a program.

    `lines` are those that ran, and `unawaited` has for each coroutine that nothing awaited the
    lines that were running when it was made, innermost first. `kinds` is what probes saw.
    """

    error: str
    lines: frozenset[Place]
    kinds: dict[int, frozenset[str]]
    unawaited: tuple[tuple[Place, ...], ...]


def write(folder: Path, files: Files) -> None:
    """Lay out a program on disk."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(folders: Sequence[Path], *, timeout: float = 300) -> list[Run]:
    """Run the programs in some folders, one after the other."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(CHILD)],
        input="".join(f"{folder}\n" for folder in folders),
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    answers = [_read(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(folders), f"{folders[len(answers)]}: {done.stderr[-2000:]}"
    return answers


def _read(line: str) -> Run:
    said = json.loads(line)
    return Run(
        said["error"],
        frozenset((path, number) for path, number in said["lines"]),
        {int(number): frozenset(kinds) for number, kinds in said["kinds"].items()},
        tuple(tuple((path, number) for path, number in each) for each in said["unawaited"]),
    )
