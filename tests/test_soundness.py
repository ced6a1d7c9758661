"""Shortcuts change nothing: a small form of `benchmarks/soundness.py`, and what it is made of."""

from __future__ import annotations

import ast
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import anyio
import httpx
import pytest
from conftest import ROOT, Run

sys.path.insert(0, str(ROOT / "benchmarks"))

from mutating import mutate_tree, mutated
from page_examples import write_examples
from soundness import differences
from spelling import PLANTED, SPELLINGS, WITHIN
from ways import Found

from asynclint import parallel
from asynclint.engine import Report
from asynclint.opening import opened
from asynclint.session import Session
from asynclint.spawning import Spawns
from asynclint.words import Words

EVERYTHING: Mapping[str, object] = {"select": ["ALL"]}
SHARE = 8  # of the pages, one in so many
SEEDS = (1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def faulty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some pages' examples and modules of real packages, with faults."""
    place = tmp_path_factory.mktemp("soundness")
    pages = sorted((ROOT / "docs" / "rules").rglob("*.md"))[request.param :: SHARE]
    write_examples(pages, place / "plain")
    for module, names in ((anyio, ("to_thread", "from_thread")), (httpx, ("_client",))):
        for name in names:
            path = Path(str(module.__file__)).with_name(f"{name}.py")
            copy = place / "plain" / module.__name__ / f"{name}.py"
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    assert mutate_tree(place / "plain", place / "faulty", request.param) > 40
    return place / "faulty"


@pytest.fixture(scope="module")
def expected(faulty: Path) -> list[tuple[object, ...]]:
    """What is found without any shortcut."""
    found = _places(_checked(faulty, prefilter=False))
    assert len(found) > 300
    return found


def _checked(root: Path, *, prefilter: bool = True, jobs: int = 1, afresh: bool = False) -> Report:
    paths = sorted(map(str, root.rglob("*.py")))
    ours = opened(str(root), isolated=True, overrides=EVERYTHING, prefilter=prefilter)
    crew = Spawns(ours) if afresh else None
    return parallel.check(ours, paths, jobs=jobs, crew=crew)


def _places(report: Report) -> list[tuple[object, ...]]:
    return [(f.path, f.start, f.code, f.message) for f in report.findings]


def test_the_prefilter_changes_nothing(faulty: Path, expected: list[tuple[object, ...]]) -> None:
    assert _places(_checked(faulty)) == expected


@pytest.mark.parametrize("afresh", [False, True])
def test_processes_change_nothing(
    faulty: Path, expected: list[tuple[object, ...]], afresh: bool
) -> None:
    assert _places(_checked(faulty, jobs=2, afresh=afresh)) == expected


def test_hashes_and_the_cache_change_nothing(
    faulty: Path, expected: list[tuple[object, ...]], tmp_path: Path, run: Run
) -> None:
    words = ("check", "--isolated", "--select=ALL", "--output-format=json", ".")
    said = [
        run(*words, option, cwd=faulty, env={"PYTHONHASHSEED": str(seed)}).stdout
        for seed, option in ((3, "--no-cache"), *[(0, f"--cache-dir={tmp_path}")] * 2)
    ]
    texts = [finding["message"] for finding in json.loads(said[0])["findings"]]

    assert len(set(said)) == 1
    assert any(tmp_path.iterdir())
    assert set(texts) >= {str(message) for path, _, _, message in expected if ".py" in str(path)}


def test_a_shortcut_that_is_wrong_is_found(
    faulty: Path, expected: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "prepare", lambda ours, paths: setattr(ours, "words", Words()))

    assert len(_places(_checked(faulty))) < len(expected)


def test_differences_are_said_but_for_files_that_do_not_parse() -> None:
    from counts import Place

    def place(name: str, line: int) -> Place:
        return Place("c", "a.py", line, 1, "ASL999", name, "text")

    one: Found = {"a.py": [place("x", 1), place("x", 2)], "b.py": [place("x", 1)]}
    other: Found = {"a.py": [place("x", 1), place("x", 3)], "b.py": [place("syntax-error", 1)]}

    said = ["lost a.py:2:1 ASL999 text", "new a.py:3:1 ASL999 text"]
    assert list(differences(one, other)) == said
    assert list(differences(one, one)) == []


STATEMENT = b"self.one.two(three, (4), '5')"


@pytest.mark.parametrize("number", range(len(SPELLINGS)))
def test_a_spelling_parses_and_still_makes_the_call(number: int) -> None:
    cut = STATEMENT.index(b".two")
    parts = STATEMENT[:cut], STATEMENT[cut + 1 :]
    spelled = SPELLINGS[number](STATEMENT, parts, b"    ")
    assert spelled is not None

    tree = ast.parse(b"async def f(self, three):\n    " + spelled + b"\n    pass\n")

    calls = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert calls == {ast.unparse(ast.parse(STATEMENT))}
    assert not any(isinstance(node, ast.Await) for node in ast.walk(tree))


def test_what_is_planted_and_what_an_await_leaves_parses() -> None:
    for line in PLANTED:
        ast.parse(b"async def f():\n    " + line.replace(b"\n", b"\n    "))
    for within in WITHIN:
        ast.parse(b"x = " + within(b"f()"))


SOURCE = b"""\
import asyncio
from store import save


async def main(x):
    await asyncio.sleep(1)
    await save(x)
    await x.y.send(
        "(",
    )
    task = asyncio.create_task(save(x))
    if await x.ready(): await x.close(); await x.again()
    async with x: return await x.last()
"""


def test_faults_are_the_same_for_a_seed_and_parse() -> None:
    texts = {mutated(SOURCE, str(seed)) for seed in range(40)}

    assert texts == {mutated(SOURCE, str(seed)) for seed in range(40)}
    assert len(texts) == 40
    for text in texts:
        ast.parse(text)
    together = b"".join(texts)
    for gone in (b"await asyncio", b"await save", b"task = ", b"await x.last", b"async with"):
        assert any(gone not in text for text in texts), gone
    for new in (b"import asyncio as asyncio_", b"save as save_", b"\\\n", b"; pass", b"# )"):
        assert new in together, new


@pytest.mark.parametrize(
    "text", [b"def f(:\n", b"# coding: latin-1\nx = '\xe9'\n", b"", b"x = 1\n", b"\xff"]
)
def test_what_cannot_be_read_or_has_no_place_for_faults_stays(text: bytes) -> None:
    assert mutated(text, "1") == text


def test_the_examples_of_a_page_are_written_as_they_are(tmp_path: Path) -> None:
    page = ROOT / "docs" / "rules" / "coroutines" / "unawaited-coroutine.md"

    assert write_examples([page], tmp_path) > 3
    first = min((tmp_path / page.stem / "0").rglob("*.py"))
    assert "async def main():\n    asyncio.sleep(1)\n" in first.read_text()
    assert os.listdir(tmp_path) == [page.stem]
