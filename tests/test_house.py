"""The habits of the house, checked: layers, sizes, codes, start-up, and our own findings."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run

from asynclint import checks
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


# What a run on one clean file may import of the standard library and of others, beside what any
# Python program starts with; a module that starts with `_` belongs to one of these.
ALLOWED = {
    *("__future__", "argparse", "array", "ast", "bisect", "bz2", "collections", "contextlib"),
    *("copyreg", "datetime", "enum", "errno", "fnmatch", "functools", "gc", "genericpath"),
    *("gettext", "glob", "heapq", "importlib", "itertools", "json", "keyword", "locale", "lzma"),
    *("math", "operator", "os", "posixpath", "re", "reprlib", "select", "shutil", "signal"),
    *("stat", "struct", "token", "tokenize", "tomli", "types", "typing", "unicodedata"),
    *("warnings", "weakref", "zlib"),
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


def test_the_index_says_what_the_rules_say() -> None:
    text = Path(checks.INDEX).read_text(encoding="utf-8")

    assert text == checks.to_index(checks.imported()), "run `python tools/index_rules.py`"


def test_rules_of_the_index_are_as_their_modules_have_them() -> None:
    fields = ("check", "needs", "when")
    ours = [rule._replace(**dict.fromkeys(fields)) for rule in checks.shipped()]

    assert ours == [rule._replace(**dict.fromkeys(fields)) for rule in checks.imported()]
    for rule, real in zip(checks.shipped(), checks.imported(), strict=True):
        assert [getattr(rule, f) is None for f in fields] == [
            getattr(real, f) is None for f in fields
        ]


def test_a_small_run_imports_what_it_needs(tmp_path: Path) -> None:
    loaded = _loaded_by_a_run(tmp_path, "async def main():\n    await main()\n")

    assert loaded & HEAVY == set()
    tops = {name.partition(".")[0] for name in loaded - _bare()} - {"asynclint"}
    assert {top for top in tops if not top.startswith("_") and "__mypyc" not in top} <= ALLOWED


def test_a_run_imports_only_rules_that_the_file_mentions(tmp_path: Path) -> None:
    loaded = _loaded_by_a_run(tmp_path, "print(1)\n")
    rules = {name for name in loaded if name.startswith("asynclint.checks.")}

    assert "asynclint.checks.source.syntax_error" in rules
    assert not any(
        name.startswith(("asynclint.checks.tasks.", "asynclint.checks.testing.")) for name in rules
    )


def _loaded_by_a_run(tmp_path: Path, code: str) -> set[str]:
    """The modules that are there after a run on one clean file."""
    (tmp_path / "one.py").write_text(code)
    program = (
        "import sys; from asynclint.faces.cli import main; status = main(['check', 'one.py']);"
        "print(*sorted(sys.modules)); sys.exit(status)"
    )

    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": _search_path(), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def _bare() -> set[str]:
    """The modules that any Python program starts with."""
    command = [sys.executable, "-S", "-c", "import sys; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


def _complaints(*words: str) -> str:
    """What a tool says about the checkout, "" when it is content."""
    command = [sys.executable, "-m", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr if done.returncode else ""


def _search_path() -> str:
    """Our source and the installed packages, without `site` and what its .pth files import."""
    import tomli

    return f"{ROOT / 'src'}:{Path(tomli.__file__).parents[1]}"
