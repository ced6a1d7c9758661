"""The guide to migrating is a run: its files, its commands, their output, from top to bottom."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from conftest import ROOT, Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]

_GUIDE = (ROOT / "docs/migrating-to-anyio.md").read_text(encoding="utf-8")
_BLOCK = re.compile(
    r"(?P<new>New contents of )?(?:`(?P<name>[\w.]+)`:\n\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_LAST = " | tail -1"


def test_the_guide_is_so(project: Write, run: Run) -> None:
    root = project({})
    ran = 0
    for block in _BLOCK.finditer(_GUIDE):
        if block["kind"] == "console":
            command, _, expected = block["text"].removeprefix("$ ").partition("\n")
            assert _output(command, root, run) == expected
            ran += 1
        elif block["name"] and (block["new"] or not ran):
            (root / block["name"]).write_text(block["text"])
        elif block["name"]:
            assert (root / block["name"]).read_text() == block["text"]

    assert ran == 6


def _output(command: str, root: Path, run: Run) -> str:
    name, *words = shlex.split(command.removesuffix(_LAST))
    if name == "asynclint":
        out = run(*words, cwd=root).stdout
    else:
        done = subprocess.run(
            [sys.executable, *words], cwd=root, capture_output=True, text=True, check=True
        )
        out = done.stdout
    return f"{out.splitlines()[-1]}\n" if command.endswith(_LAST) else out
