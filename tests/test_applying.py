"""The proof that fixes change nothing else, on a package of our own, and that it can fail."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import applying
from archives import Corpus

from asynclint.migration import SETTINGS
from asynclint.model import Edit, Finding, Fix, Position, Span

PROGRAM = "import asyncio\r\n\r\nasync def main():\r\n    await asyncio.sleep(1)  # é\r\n".encode()


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "app.py").write_bytes(PROGRAM)
    (folder / "broken.py").write_bytes(b"def f(:\n")
    return Corpus("small", "1", "sdist", "", {})


def test_fixes_of_a_corpus_are_counted_and_nothing_is_wrong(corpus: Corpus, tmp_path: Path) -> None:
    found = applying.applied(corpus, tmp_path, SETTINGS["anyio"], unsafe=False, jobs=1)

    assert found.wrong == []
    assert (found.files, found.changed, found.refused) == (2, 1, 0)
    assert dict(found.fixed) == {"bare-asyncio-sleep": 1}
    assert (tmp_path / "small/app.py").read_bytes() == PROGRAM


def test_a_byte_outside_the_edits_is_seen() -> None:
    edit = Edit(Span(4, 5), "3")
    finding = _finding(Fix("x", (edit,), safe=True))

    def strayed(after: bytes) -> list[str]:
        rounds = [(b"x = 1\n", [finding])]
        return list(applying._strayed("a.py", b"x = 1\n", after, rounds, [finding]))

    assert strayed(b"x = 3\n") == []
    assert strayed(b"x = 3 \n") == ["a.py: changed outside the edits"]
    assert strayed(b"x = 1\n") == ["a.py: changed outside the edits"]


def test_only_imports_may_go_besides() -> None:
    before = b"import os\n\nx = 1\n"

    assert applying._only_imports_went(before, b"x = 1\n")
    assert not applying._only_imports_went(before, b"import os\n\n")
    assert not applying._only_imports_went(before, b"import os\n\nx = 1\ny = 2\n")


def test_a_file_that_python_could_read_must_stay_so() -> None:
    assert list(applying._misread("a.py", b"x = 1", b"x = "))
    assert not list(applying._misread("a.py", b"x = ", b"x = "))


def _finding(fix: Fix) -> Finding:
    start = Position(1, 1)
    return Finding("a.py", "ASL000", "x", "m", start, start, Span(4, 5), (), fix)
