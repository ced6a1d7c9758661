"""Which file configures pytest: our answer is the answer of the real pytest."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from asynclint.config import Configuration, PytestConfiguration, pytest_configuration
from asynclint.config.ini import BadIni, sections
from asynclint.config.pytest_settings import counting
from asynclint.disk import read_or_none
from asynclint.model import UserError

NATIVE = '[tool.pytest]\npython_files = ["native_*.py"]\n'
OPTIONS = '[tool.pytest.ini_options]\npython_files = "option_*.py other_*.py"\n'
PROJECT = '[project]\nname = "x"\n'


def ini(files: str, section: str = "pytest") -> str:
    return f"[{section}]\npython_files = {files}\n"


# Each a tree of files, the directory asked about being `tests` or else the root.
TREES: dict[str, dict[str, str]] = {
    "nothing": {"setup.cfg": "[metadata]\nname = x\n"},
    "everything": {
        "pytest.toml": '[pytest]\npython_files = ["toml_*.py"]\n',
        ".pytest.toml": '[pytest]\npython_files = ["hidden_*.py"]\n',
        "pytest.ini": ini("ini_*.py"),
        ".pytest.ini": ini("hidden_ini_*.py"),
        "pyproject.toml": OPTIONS,
        "tox.ini": ini("tox_*.py"),
        "setup.cfg": ini("cfg_*.py", "tool:pytest"),
    },
    "empty toml wins": {"pytest.toml": "", "pytest.ini": ini("ini_*.py")},
    "hidden toml before ini": {".pytest.toml": "", "pytest.ini": ini("ini_*.py")},
    "empty ini wins": {"pytest.ini": "", "pyproject.toml": OPTIONS},
    "empty hidden ini wins": {".pytest.ini": "", "tox.ini": ini("tox_*.py")},
    "ini before hidden ini": {"pytest.ini": ini("a_*.py"), ".pytest.ini": ini("b_*.py")},
    "options before tox": {"pyproject.toml": OPTIONS, "tox.ini": ini("tox_*.py")},
    "native table": {"pyproject.toml": NATIVE, "setup.cfg": ini("cfg_*.py", "tool:pytest")},
    "list in options": {
        "pyproject.toml": '[tool.pytest.ini_options]\npython_files = ["a_*.py", "b c.py"]\n'
    },
    "empty options count": {
        "pyproject.toml": "[tool.pytest.ini_options]\n",
        "tox.ini": ini("tox_*.py"),
    },
    "empty native table does not count": {
        "pyproject.toml": "[tool.pytest]\n",
        "tox.ini": ini("tox_*.py"),
    },
    "pyproject of others": {"pyproject.toml": PROJECT, "tox.ini": ini("tox_*.py")},
    "pyproject of others alone": {"pyproject.toml": PROJECT, "tests/pyproject.toml": PROJECT},
    "tox of others": {"tox.ini": "[tox]\n", "setup.cfg": ini("cfg_*.py", "tool:pytest")},
    "tox before setup": {
        "tox.ini": ini("tox_*.py"),
        "setup.cfg": ini("cfg_*.py", "tool:pytest"),
    },
    "nearest directory": {"pytest.ini": ini("up_*.py"), "tests/tox.ini": ini("near_*.py")},
    "nearest that counts": {
        "pytest.ini": ini("up_*.py"),
        "tests/tox.ini": "[tox]\n",
        "tests/pyproject.toml": PROJECT,
    },
    "several lines": {
        "pytest.ini": ini("\n  a_*.py\n\n  # not this\n  ; nor this\n  'b c.py'  d_*.py\n")
    },
    "inline comment": {"tox.ini": ini("a_*.py  # no comment")},
    "colon and capitals": {"tox.ini": "[DEFAULT]\nx = 1\n[pytest]\npython_files: a_%s.py\n"},
    "comment after header": {"tox.ini": "[pytest] # ours\npython_files = a_*.py ; b\n"},
    "byte order mark": {"pytest.ini": "\ufeff" + ini("a_*.py")},
    "option twice": {"pytest.ini": ini("a_*.py") + "python_files = b_*.py\n"},
    "both tables": {"pyproject.toml": NATIVE + OPTIONS},
    "broken toml": {"pytest.toml": "[pytest"},
}

REAL = """
import json, sys, pytest

class Ask:
    def pytest_configure(self, config):
        files = config.getini("python_files")
        self.answer = [str(config.inipath) if config.inipath else "", files]

answers = {}
for directory in json.load(sys.stdin):
    ask = Ask()
    status = pytest.main([directory, "--collect-only", "-pno:cacheprovider"], plugins=[ask])
    answers[directory] = getattr(ask, "answer", None)
json.dump(answers, sys.stderr)
"""


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The trees on disk: for each the directory to ask about."""
    asked = {}
    for title, files in TREES.items():
        root = tmp_path_factory.mktemp("tree")
        (root / ".git").mkdir()
        for name, text in {**files, "tests/empty.txt": ""}.items():
            (root / name).parent.mkdir(exist_ok=True)
            (root / name).write_text(text)
        asked[title] = root / "tests"
    return asked


@pytest.fixture(scope="module")
def real(trees: dict[str, Path]) -> dict[str, list[object] | None]:
    """What the real pytest answers for each directory: file and patterns, None for a refusal."""
    environment = {key: v for key, v in os.environ.items() if not key.startswith("PYTEST")}
    answer = subprocess.run(
        [sys.executable, "-c", REAL],
        input=json.dumps([str(directory) for directory in trees.values()]),
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    by_directory = json.loads(answer.stderr.strip().splitlines()[-1])
    return {title: by_directory[str(directory)] for title, directory in trees.items()}


@pytest.mark.parametrize("title", TREES)
def test_file_and_patterns_are_those_of_the_real_pytest(
    trees: dict[str, Path], real: dict[str, list[object] | None], title: str
) -> None:
    ours = pytest_configuration(str(trees[title]), read_or_none)
    theirs = real[title]

    if theirs is None:
        assert ours.file != ""
        assert ours.values == {}
    else:
        patterns = ours.python_files() or ("test_*.py", "*_test.py")
        assert [ours.file, [*patterns]] == theirs


def test_what_pytest_refuses_is_refused(real: dict[str, list[object] | None]) -> None:
    refused = {title for title, answer in real.items() if answer is None}

    assert refused == {"option twice", "both tables", "broken toml"}


def test_the_section_is_named(trees: dict[str, Path]) -> None:
    def section(title: str) -> str:
        return pytest_configuration(str(trees[title]), read_or_none).section

    assert section("native table") == "tool.pytest"
    assert section("options before tox") == "tool.pytest.ini_options"
    assert section("tox before setup") == "pytest"
    assert section("tox of others") == "tool:pytest"
    assert section("nothing") == ""


def test_values_keep_what_pytest_keeps(tmp_path: Path) -> None:
    (tmp_path / "tox.ini").write_text("[pytest]\nasyncio_mode = auto  # text\nxfail_strict = on")
    found = pytest_configuration(str(tmp_path), read_or_none)

    assert found.values == {"asyncio_mode": "auto  # text", "xfail_strict": "on"}


def test_the_hidden_files_are_given_too(trees: dict[str, Path]) -> None:
    root = str(trees["tox before setup"].parent)
    found = [os.path.basename(each.file) for each in counting(root, None, read_or_none)]

    assert found == ["tox.ini", "setup.cfg"]


def test_a_broken_pyproject_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool")

    with pytest.raises(UserError, match=r"pyproject\.toml:1: invalid TOML"):
        pytest_configuration(str(tmp_path), read_or_none)


@pytest.mark.parametrize("content", [b"[pytest", b"x = 1", b"\xff", b"[a]\n[a]", b"[a]\n  x"])
def test_a_shared_file_pytest_cannot_read_does_not_count(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "setup.cfg").write_bytes(content)

    assert pytest_configuration(str(tmp_path), read_or_none) == PytestConfiguration()


@pytest.mark.parametrize("text", ["[]\n", "[a]\nx = 1\nx = 2\n", "[a]\nword\n", "  a\n"])
def test_what_is_no_ini_file_is_refused(text: str) -> None:
    with pytest.raises(BadIni):
        sections(text)


def test_the_settings_know_the_test_files(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/pytest.ini").write_text(ini("check_*.py"))
    found = Configuration(str(tmp_path), read=read_or_none, selectors=lambda: ())

    assert found.options_for(str(tmp_path / "tests/a.py")).test_files == (
        "check_*.py",
        "conftest.py",
    )
    assert found.options_for(str(tmp_path / "a.py")).test_files == (
        "test_*.py",
        "*_test.py",
        "conftest.py",
    )
