"""The habits of the house, checked: layers, sizes, codes, start-up, and our own findings."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run

from asynclint.session import all_rules
from asynclint.syntax import FUNCTIONS

SOURCES = sorted((ROOT / "src").rglob("*.py"))
PROGRAM = [*SOURCES, *sorted((ROOT / "tools").glob("*.py")), *(ROOT / "benchmarks").glob("*.py")]
TESTS = [path for path in (ROOT / "tests").rglob("*.py") if "data" not in path.parts]
NO_HOMES = {"utils", "util", "helpers", "helper", "common", "base", "misc"}

# Modules a run on one clean file has no use for; each costs 10 to 250 ms.
HEAVY = {
    "asyncio",
    "ast_grep_py",
    "concurrent.futures",
    "configparser",
    "importlib.metadata",
    "jsonschema",
    "logging",
    "multiprocessing",
    "pathlib",
    "pygls",
    "rich",
    "tempfile",
    "yaml",
}


def test_layers_hold() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"]
    environment = {"PYTHONPATH": str(ROOT / "src")}

    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )

    assert "0 broken" in done.stdout, done.stdout + done.stderr


def test_types_hold_strictly() -> None:
    assert _complaints("mypy", "--strict", "src/asynclint") == ""


def test_ruff_finds_nothing() -> None:
    assert _complaints("ruff", "check", ".") == ""


def test_asynclint_finds_nothing_in_itself(run: Run) -> None:
    done = run("check", "src", "tests", cwd=ROOT)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", [*PROGRAM, *TESTS], ids=lambda p: str(p.relative_to(ROOT)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 300


@pytest.mark.parametrize("path", PROGRAM, ids=lambda p: str(p.relative_to(ROOT)))
def test_functions_stay_small_and_modules_have_names(path: Path) -> None:
    tree = ast.parse(path.read_bytes())
    functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 60]

    assert long == []
    assert path.stem not in NO_HOMES
    assert path.parent.name not in NO_HOMES
    assert ast.get_docstring(tree), "a module opens with a sentence"


def test_codes_and_names_are_used_once() -> None:
    rules = all_rules()

    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.name for rule in rules}) == len(rules)


def test_every_python_rule_is_listed_by_its_family() -> None:
    files = {
        path.stem.replace("_", "-")
        for path in (ROOT / "src/asynclint/checks").glob("*/*.py")
        if path.stem != "__init__"
    }

    assert files <= {rule.name for rule in all_rules()}


def test_codes_in_code_order() -> None:
    codes = [rule.code for rule in all_rules()]

    assert codes == sorted(codes)


def test_a_small_run_imports_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("async def main():\n    await main()\n")
    program = (
        "import sys; from asynclint.faces.cli import main; status = main(['check', 'one.py']);"
        "print(*sorted(sys.modules)); sys.exit(status)"
    )

    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": _search_path()},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) & HEAVY == set()


def _complaints(*words: str) -> str:
    """What a tool says about the checkout, "" when it is content."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def _search_path() -> str:
    """Our source and the installed packages, without `site` and what its .pth files import."""
    import tomli

    return f"{ROOT / 'src'}:{Path(tomli.__file__).parents[1]}"
