"""The real pytest takes settings as the pages of ASL803, 807 and 808 say. Slow, too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from throwaway import FOR_SETTINGS, told

pytestmark = pytest.mark.matrix

WITH_ANYIO = ("8.4+1.2", "9.0+1.4", "9.2+1.5")
WARNING = (*WITH_ANYIO, "8.2+0.24", "8.4+0.26")

ASYNC = "async def test_it(): ...\n"
TRIO = "import trio\n\nasync def test_it():\n    await trio.sleep(0)\n"
FIXTURE = """
import pytest, pytest_asyncio

@pytest_asyncio.fixture
async def it(): ...

@pytest.mark.asyncio
async def test_it(it): ...
"""
ANYIO = "[pytest]\naddopts = -p no:asyncio\nanyio_mode = "
SCOPE = "[pytest]\nasyncio_default_fixture_loop_scope = "
INVALID = "is not a valid asyncio_mode"


def in_each(environments: Sequence[str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("environment", environments)


@in_each([*FOR_SETTINGS])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest.ini", "[pytest]\nasyncio_mode = auto  # no marks needed\n"),
        ("pytest.ini", "[pytest]\nasyncio_mode = Auto\n"),
        ("pytest.ini", "[pytest]\nasyncio_mode = legacy\n"),
        ("setup.cfg", '[tool:pytest]\nasyncio_mode = "auto"\n'),
        ("pyproject.toml", "[tool.pytest.ini_options]\nasyncio_mode = true\n"),
    ],
)
def test_pytest_asyncio_refuses_modes(
    environment: str, name: str, text: str, tmp_path: Path
) -> None:
    assert INVALID in told(environment, {name: text, "test_it.py": ASYNC}, tmp_path)


@in_each(["8.2+0.24", "8.4+0.26"])
def test_a_scope_that_is_none_fails_fixtures_at_first(environment: str, tmp_path: Path) -> None:
    files = {"pytest.ini": f"{SCOPE}test\n", "test_it.py": FIXTURE}

    assert "KeyError: 'test'" in told(environment, files, tmp_path)


@in_each(WITH_ANYIO)
def test_a_scope_that_is_none_is_refused_later(environment: str, tmp_path: Path) -> None:
    files = {"pytest.ini": f"{SCOPE}test\n", "test_it.py": FIXTURE}

    assert "'test' is not a valid asyncio_default_fixture_loop_scope" in told(
        environment, files, tmp_path
    )


@in_each(WITH_ANYIO)
def test_fixture_scope_is_a_scope_from_1_5_on(environment: str, tmp_path: Path) -> None:
    files = {"pytest.ini": f"{SCOPE}fixture-scope\n", "test_it.py": FIXTURE}

    said = told(environment, files, tmp_path)

    assert ("1 passed" in said) is (environment == "9.2+1.5"), said
    assert ("is not a valid" in said) is (environment != "9.2+1.5"), said


@in_each(WITH_ANYIO)
@pytest.mark.parametrize(("mode", "runs"), [("auto", True), ("auto  # all", False), ("on", False)])
def test_anyio_takes_any_other_word_for_strict(
    environment: str, mode: str, runs: bool, tmp_path: Path
) -> None:
    files = {"pytest.ini": f"{ANYIO}{mode}\n", "test_it.py": ASYNC}

    said = told(environment, files, tmp_path)

    assert ("2 passed" in said) is runs, said
    assert "is not a valid" not in said


@in_each([*FOR_SETTINGS])
@pytest.mark.parametrize(("comment", "passed"), [("", 1), ("  # slow", 2)])
def test_the_words_of_a_comment_behind_a_list_are_items(
    environment: str, comment: str, passed: int, tmp_path: Path
) -> None:
    settings = f"[pytest]\ntestpaths =\n    tests{comment}\n"
    files = dict.fromkeys(("tests/test_a.py", "slow/test_b.py"), "def test_it(): ...\n")

    assert f"{passed} passed" in told(environment, {**files, "pytest.ini": settings}, tmp_path)


@in_each([*FOR_SETTINGS])
def test_a_comment_behind_a_fixture_is_one_nobody_has(environment: str, tmp_path: Path) -> None:
    settings = "[pytest]\nusefixtures = tmp_path  # clean\n"
    files = {"pytest.ini": settings, "test_it.py": "def test_it(): ...\n"}

    assert "fixture '#' not found" in told(environment, files, tmp_path)


@in_each(WITH_ANYIO)
def test_two_automatic_modes_are_warned_of(environment: str, tmp_path: Path) -> None:
    settings = "[pytest]\nanyio_mode = auto\nasyncio_mode = auto\n"

    said = told(environment, {"pytest.ini": settings, "test_it.py": ASYNC}, tmp_path)

    assert "AnyIO auto mode has been enabled together with pytest-asyncio auto mode" in said


@in_each(WITH_ANYIO)
@pytest.mark.parametrize("mode", ["auto", "strict"])
def test_tests_of_trio_fail_beside_the_mode_auto(
    environment: str, mode: str, tmp_path: Path
) -> None:
    settings = f"[pytest]\ntrio_mode = true\nasyncio_mode = {mode}\n"

    said = told(environment, {"pytest.ini": settings, "test_it.py": TRIO}, tmp_path)

    assert ("ValueError: a coroutine was expected" in said) is (mode == "auto"), said
    assert ("1 passed" in said) is (mode == "strict"), said


@in_each([*FOR_SETTINGS])
def test_an_unset_scope_is_warned_of_from_0_24_on(environment: str, tmp_path: Path) -> None:
    files = {"pytest.ini": "[pytest]\nasyncio_mode = auto\n", "test_it.py": ASYNC}

    every = told(environment, files, tmp_path / "every", "always")
    shown = told(environment, files, tmp_path / "shown")

    assert ("loop_scope\" is unset" in every) is (environment in WARNING), every
    # whether Python is asked to show it depends on the release of pytest
    assert ("loop_scope\" is unset" in shown) is (environment in ("8.2+0.24", "9.2+1.5")), shown


@in_each(WARNING)
def test_a_scope_that_is_set_is_fine(environment: str, tmp_path: Path) -> None:
    files = {"pytest.ini": f"{SCOPE}function\n", "test_it.py": FIXTURE}

    said = told(environment, files, tmp_path, "always")

    assert "1 passed" in said
    assert "is unset" not in said
