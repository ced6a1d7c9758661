"""What the pages about configuration say that pytest does, tried with the installed pytest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]

DROPPED = "async def work(): ...\n\ndef test_work():\n    work()\n"
PLAIN = {"check_it.py": "def test_it(): ...\n"}
UNRAISABLE = "ignore::pytest.PytestUnraisableExceptionWarning"
QUIET = ("-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:asyncio")


def _pytest(run: Run, folder: Path, *words: str) -> str:
    done = run(*QUIET, *words, cwd=folder, module="pytest")
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "header", "counts"),
    [
        ("pytest.ini", "[pytest]", True),
        ("pytest.ini", "[tool:pytest]", False),
        ("tox.ini", "[pytest]", True),
        ("tox.ini", "[tool:pytest]", False),
        ("setup.cfg", "[tool:pytest]", True),
        ("pyproject.toml", "[tool.pytest.ini_options]", True),
        ("pyproject.toml", "[pytest]", False),
        ("pyproject.toml", "[tool.pytest-asyncio]", False),
    ],
)
def test_a_section_counts_in_its_own_file(
    name: str, header: str, counts: bool, project: Write, run: Run
) -> None:
    value = '"check_*.py"' if name.endswith(".toml") else "check_*.py"

    said = _pytest(run, project({**PLAIN, name: f"{header}\npython_files = {value}\n"}))

    assert ("1 passed" in said) is counts, said


def test_pytest_refuses_a_section_pytest_in_setup_cfg(project: Write, run: Run) -> None:
    said = _pytest(run, project({**PLAIN, "setup.cfg": "[pytest]\naddopts = -ra\n"}))

    assert "[pytest] section in setup.cfg files is no longer supported" in said


@pytest.mark.parametrize("first", ["[pytest]\n", ""])
def test_a_file_hides_those_behind_it(first: str, project: Write, run: Run) -> None:
    second = "[tool.pytest.ini_options]\npython_files = 'check_*.py'\n"

    assert "1 passed" in _pytest(run, project({**PLAIN, "pyproject.toml": second}))
    assert "no tests ran" in _pytest(run, project({"pytest.ini": first}))


def test_pytest_refuses_both_tables(project: Write, run: Run) -> None:
    both = "[tool.pytest]\naddopts = ['-ra']\n[tool.pytest.ini_options]\nminversion = '6'\n"

    assert "Cannot use both" in _pytest(run, project({**PLAIN, "pyproject.toml": both}))


def test_a_comment_behind_a_value_is_part_of_it(project: Write, run: Run) -> None:
    said = _pytest(run, project({**PLAIN, "pytest.ini": "[pytest]\nlog_cli = true  # why\n"}))

    assert "invalid truth value 'true  # why'" in said


def test_a_comment_on_a_line_of_its_own_is_none(project: Write, run: Run) -> None:
    text = "[pytest]\n# why\nlog_cli = true\npython_files =\n    # noqa\n    check_*.py\n"

    assert "1 passed" in _pytest(run, project({**PLAIN, "pytest.ini": text}))


def test_no_plugin_has_a_flag_for_the_backends_of_anyio(project: Write, run: Run) -> None:
    text = "[pytest]\naddopts = --anyio-backends=asyncio\n"

    said = _pytest(run, project({**PLAIN, "pytest.ini": text}))

    assert "unrecognized arguments: --anyio-backends=asyncio" in said


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("", True),
        ("addopts = -p no:warnings", False),
        ("addopts = --disable-warnings", False),
        ("addopts = -W ignore", False),
        ("filterwarnings = ignore", False),
        ("filterwarnings =\n    error\n    ignore::RuntimeWarning", False),
        ("filterwarnings = ignore:.*was never awaited", False),
        (f"filterwarnings =\n    error\n    {UNRAISABLE}", False),
        ("filterwarnings =\n    ignore\n    error:.*was never awaited", False),
        (f"filterwarnings = {UNRAISABLE}", True),
        ("filterwarnings =\n    ignore\n    default::RuntimeWarning", True),
        ("filterwarnings =\n    ignore::DeprecationWarning\n    ignore::RuntimeWarning:x", True),
        ("filterwarnings = ignore:coroutine 'other' was never awaited", True),
    ],
)
def test_what_hides_a_coroutine_that_nobody_awaited(
    settings: str, told: bool, project: Write, run: Run
) -> None:
    folder = project({"test_it.py": DROPPED, "pytest.ini": f"[pytest]\n{settings}\n"})

    said = _pytest(run, folder)
    ours = run("check", "--select=ASL806", "--output-format=concise", "pytest.ini", cwd=folder)

    assert "1 passed" in said, said
    assert ("never awaited" in said) is told, said
    assert ("ASL806" in ours.stdout) is not told, ours.stdout
