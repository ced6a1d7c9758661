"""Text of every kind goes through asynclint without a failure, and gives the same twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from conftest import Run
from hypothesis import HealthCheck, Phase, given, settings
from hypothesmith import from_grammar, from_node
from programs.bearing import Bench, real_texts, spoiled_files, spoiled_programs
from programs.drafts import draft
from programs.filling import filled
from programs.running import write

from asynclint.engine import Result

CHUNK = 100
MANY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DROPPED = b"import asyncio\nasync def main():\n    asyncio.sleep(1)\n"


@pytest.mark.parametrize("start", range(0, 8 * CHUNK, CHUNK))
def test_real_files_that_were_spoiled(tmp_path: Path, start: int) -> None:
    bench = Bench(tmp_path)
    texts = real_texts([Path(asyncio.__file__).parent])
    cases = spoiled_files(texts, range(start, start + CHUNK))

    assert [(text, bad) for text in cases if (bad := bench.complaint(text))] == []


@pytest.mark.parametrize("start", range(0, 120, 30))
def test_programs_of_several_modules_one_of_which_was_spoiled(tmp_path: Path, start: int) -> None:
    bench = Bench(tmp_path)
    cases = spoiled_programs(tmp_path, range(start, start + 30))

    assert [(text, bad) for name, text in cases if (bad := bench.complaint(text, name))] == []


@pytest.mark.parametrize("strategy", ["grammar", "node"])
def test_syntax_of_every_kind(tmp_path: Path, strategy: str) -> None:
    bench = Bench(tmp_path)
    texts = from_grammar() if strategy == "grammar" else from_node()

    @settings(MANY, max_examples=60 if strategy == "grammar" else 15)
    @given(texts)
    def bears(text: str) -> None:
        assert bench.complaint(text.encode("utf-8", "surrogatepass")) == ""

    bears()


def test_the_order_of_hashes_changes_nothing(repository: Path, run: Run) -> None:
    for seed in range(60):
        write(repository / f"p{seed}", filled(draft(seed), {}))

    answers = [
        run("check", "--select", "ALL", cwd=repository, env={"PYTHONHASHSEED": seed})
        for seed in "12"
    ]

    assert answers[0].stdout == answers[1].stdout
    assert [answer.returncode for answer in answers] == [1, 1], answers[0].stderr


def test_failures_and_differences_are_noticed(tmp_path: Path) -> None:
    class Forgetful:
        def check_bytes(self, path: str, data: bytes) -> Result:
            return Result([], [])

    class Failing:
        def check_bytes(self, path: str, data: bytes) -> Result:
            return Result([], [f"{path}: failed"])

    class Raising:
        def check_bytes(self, path: str, data: bytes) -> Result:
            return Result([], [str(1 // 0)])

    bench = Bench(tmp_path)
    assert bench.complaint(DROPPED) == ""

    bench.sessions[1] = Forgetful()
    assert "differ" in bench.complaint(DROPPED)

    bench.sessions[1] = Failing()
    assert "failed" in bench.complaint(DROPPED)

    bench.sessions[1] = Raising()
    assert "ZeroDivisionError" in bench.complaint(DROPPED)
