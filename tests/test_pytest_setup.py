"""What pytest runs tests with: settings, modes and releases, as the files of a project tell."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from asynclint.config.dependencies import allowed, installed
from asynclint.config.testing import Setups
from asynclint.disk import read_or_none
from asynclint.model import Answer
from asynclint.pytest_setup import PytestSetup, Versions

Write = Callable[[Mapping[str, "str | bytes"]], Path]

GROUP = '[dependency-groups]\ntest = ["pytest>=8", "pytest-asyncio>=1.0,<2"]\n'


def setup(root: Path, below: str = "tests", folders: tuple[str, ...] = ()) -> PytestSetup:
    return Setups(read_or_none, os.path.exists).of(str(root / below), folders)


@pytest.mark.parametrize(
    ("specifier", "expected"),
    [
        ("", Versions()),
        ("*", Versions()),
        (">=0.18", Versions((0, 18))),
        (">=7,<9", Versions((7,), (9,))),
        ("==0.21.*", Versions((0, 21), (0, 22))),
        ("==9.0.1", Versions((9, 0, 1), (9, 0, 2))),
        ("<=8.4", Versions(None, (8, 4, 1))),
        ("~=1.2", Versions((1, 2), (2,))),
        ("~=0.21.1", Versions((0, 21, 1), (0, 22))),
        ("^0.23.1", Versions((0, 23, 1), (0, 24))),
        ("^7.1", Versions((7, 1), (8,))),
        ("~1.2.3", Versions((1, 2, 3), (1, 3))),
        ("1.2.3", Versions((1, 2, 3), (1, 2, 4))),
        ("!=1.0, >=0.23", Versions((0, 23))),
        ("@ git+https://example.org/x", Versions()),
    ],
)
def test_specifiers_of_packaging_and_poetry_give_a_range(
    specifier: str, expected: Versions
) -> None:
    assert allowed(specifier) == expected


def test_a_range_answers_only_what_it_knows() -> None:
    versions = Versions((0, 23), (2,))

    assert versions.at_least(0, 21) is Answer.YES
    assert versions.at_least(1) is Answer.UNKNOWN
    assert versions.at_least(2) is Answer.NO
    assert PytestSetup().at_least("pytest", 9) is Answer.UNKNOWN


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject.toml": '[project.optional-dependencies]\nt = ["pytest_asyncio>=1"]\n'},
        {"pyproject.toml": '[tool.poetry.group.dev.dependencies]\nPytest-Asyncio = ">=1"\n'},
        {
            "pyproject.toml": "[tool.poetry.dev-dependencies]\n"
            'pytest-asyncio = {version = ">=1", extras = ["x"]}\n'
        },
        {"pyproject.toml": '[tool.hatch.envs.test]\nextra-dependencies = ["pytest-asyncio>=1"]\n'},
        {"requirements-test.txt": "# of tests\npytest-asyncio >= 1  # for all\n"},
        {"requirements/test.in": "pytest-asyncio>=1; python_version > '3'\n"},
        {"setup.cfg": "[options.extras_require]\ntest =\n    pytest\n    pytest-asyncio>=1\n"},
        {"setup.py": "setup(extras_require={'test': ['pytest-asyncio>=1']})\n"},
        {"tox.ini": "[testenv]\ndeps =\n    py312: pytest-asyncio>=1\n"},
        {"tests/requirements.txt": "pytest-asyncio>=1\n"},
    ],
    ids=str,
)
def test_a_declared_package_is_found(project: Write, files: Mapping[str, str]) -> None:
    found = setup(project({**files, "tests/test_a.py": ""}))

    assert found.packages["pytest-asyncio"] == Versions((1,))


def test_a_lock_file_counts_before_what_is_declared(project: Write) -> None:
    lock = '[[package]]\nname = "pytest-asyncio"\nversion = "1.2.0"\n'

    found = setup(project({"pyproject.toml": GROUP, "uv.lock": lock}))

    assert found.packages["pytest-asyncio"] == Versions((1, 2, 0), (1, 2, 1))
    assert found.packages["pytest"] == Versions((8,))


def test_a_package_that_is_locked_twice_may_be_either(project: Write) -> None:
    locked = '[[package]]\nname = "pytest"\nversion = "{}"\n'

    found = setup(project({"uv.lock": locked.format("8.4.2") + locked.format("9.2.0")}))

    assert found.packages["pytest"] == Versions((8, 4, 2), (9, 2, 1))


def test_the_nearest_folder_that_names_a_package_counts(project: Write) -> None:
    files = {"pyproject.toml": GROUP, "inner/requirements.txt": "pytest-asyncio==0.21.1\n"}

    found = setup(project(files), "inner/tests")

    assert found.packages["pytest-asyncio"].lowest == (0, 21, 1)
    assert found.packages["pytest"] == Versions((8,))


def test_an_installed_package_counts_where_it_is_one_of_the_allowed(project: Write) -> None:
    files = {
        "pyproject.toml": GROUP,
        "site/pytest_asyncio-1.2.0.dist-info/METADATA": "",
        "site/pytest-7.0.0.dist-info/METADATA": "",
        "site/trio-0.35.0.dist-info/METADATA": "",
    }
    root = project(files)

    found = setup(root, folders=(str(root / "site"),))

    assert found.packages["pytest-asyncio"].lowest == (1, 2, 0)
    assert found.packages["pytest"].lowest == (8,)
    assert found.packages["trio"].lowest == (0, 35, 0)
    assert installed((str(root / "nowhere"),), {"pytest"}) == {}


@pytest.mark.parametrize(
    ("files", "mode"),
    [
        ({}, ""),
        ({"pyproject.toml": GROUP}, "strict"),
        ({"requirements.txt": "pytest-asyncio==0.18.3\n"}, ""),
        ({"requirements.txt": "pytest-asyncio\n"}, "strict"),
        ({"pyproject.toml": GROUP, "pytest.ini": "[pytest]\nasyncio_mode = auto\n"}, "auto"),
        (
            {
                "pyproject.toml": GROUP,
                "pytest.ini": "[pytest]\naddopts = -q --asyncio-mode=auto\n",
            },
            "auto",
        ),
        ({"pyproject.toml": GROUP, "pytest.ini": "[pytest]\naddopts = -p no:asyncio\n"}, ""),
        ({"pyproject.toml": GROUP, "Makefile": "test:\n\tpytest --asyncio-mode auto\n"}, ""),
        ({"pyproject.toml": GROUP, "conftest.py": "config.option.asyncio_mode = 'auto'\n"}, ""),
        ({"pyproject.toml": GROUP, "pytest.ini": "[pytest]\nasyncio_mode = legacy\n"}, ""),
    ],
)
def test_the_mode_of_pytest_asyncio(project: Write, files: Mapping[str, str], mode: str) -> None:
    assert setup(project({**files, "tests/test_a.py": ""})).asyncio_mode == mode


def test_a_list_of_options_is_read_as_one_text(project: Write) -> None:
    options = '[tool.pytest.ini_options]\naddopts = ["-p", "no:trio"]\nanyio_mode = "auto"\n'

    found = setup(project({"pyproject.toml": options}))

    assert found.switched_off("trio")
    assert not found.switched_off("asyncio")
    assert found.anyio_mode == "auto"
