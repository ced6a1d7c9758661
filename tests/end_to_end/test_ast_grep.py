"""The real `ast-grep scan`, on the canonical views, finds what our rules match, and only that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from asynclint import resources
from asynclint.canonical import View, Vocabulary, canonical
from asynclint.disk import read_or_none
from asynclint.model import Options
from asynclint.names import Names
from asynclint.packs.pattern import INDEX, Pattern, from_index
from asynclint.patterns import find
from asynclint.project import Project
from asynclint.rule import Context
from asynclint.source import Source
from asynclint.templates import replacement
from asynclint.types import Types

FILES = sorted((ROOT / "tests/data/patterns").glob("*.py"))
PACKS = Path(resources.packs_folder())
PATTERNS = from_index((PACKS / INDEX).read_text())
PROGRAM = os.path.join(os.path.dirname(sys.executable), "ast-grep")

Found = tuple[str, int, int, str, "str | None"]


def scan(folder: Path) -> list[dict[str, Any]]:
    command = [PROGRAM, "scan", "--config", str(PACKS / "sgconfig.yml"), "--json=stream", "."]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    assert done.returncode in (0, 1), done.stderr.decode()
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def spelled_out(path: Path) -> View:
    source = Source(str(path), path.read_bytes())
    project = Project(str(path.parent), read=read_or_none)
    names = Names(source.tree, path.stem, "")
    ctx = Context(source, names, Types(project), Options(), origin=str(path.parent))
    words = frozenset(word for pattern in PATTERNS for word in pattern.words)
    modules = frozenset(word for pattern in PATTERNS for word in pattern.modules)
    return canonical(source, names, ctx.name, Vocabulary(words, modules))


def theirs(folder: Path, view: View) -> list[Found]:
    (folder / "view.py").write_bytes(view.text.encode())
    data = view.text.encode()
    found = []
    for match in scan(folder):
        place = match["range"]["byteOffset"]
        start, end = (len(data[: place[side]].decode()) for side in ("start", "end"))
        found.append((match["ruleId"], start, end, match["text"], match.get("replacement")))
    return sorted(found)


def ours(view: View) -> list[Found]:
    return sorted(
        _found(pattern, match.node, view)
        for pattern in PATTERNS
        for match in find(PATTERNS, view)[pattern.code]
    )


def _found(pattern: Pattern, node: Any, view: View) -> Found:
    place = node.range()
    start, end = place.start.index, place.end.index

    def captured(name: str, several: bool) -> str | None:
        one = node.get_match(name)
        return one.text() if one and not several else None

    fix = replacement(pattern.advice[""].fix, captured) if pattern.advice[""].fix else None
    return pattern.name, start, end, view.text[start:end], fix


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_real_ast_grep_finds_the_same(path: Path, tmp_path: Path) -> None:
    view = spelled_out(path)
    expected = theirs(tmp_path, view)
    found = ours(view)

    assert [match[:4] for match in found] == [match[:4] for match in expected]
    # where a metavariable of the fix captured nothing we offer none, ast-grep leaves a gap
    assert {(match, match[4]) for match in found if match[4]} <= {(m, m[4]) for m in expected}
    assert len({match[0] for match in found}) >= 2


def test_every_shipped_rule_is_met_in_the_files() -> None:
    met = {match[0] for path in FILES for match in ours(spelled_out(path))}

    assert met == {pattern.name for pattern in PATTERNS}


def test_plain_ast_grep_reads_the_packs(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import asyncio\nasyncio.sleep(1)\n")
    (match,) = scan(tmp_path)

    assert (match["ruleId"], match["replacement"]) == ("bare-asyncio-sleep", "anyio.sleep(1)")
