"""A new rule works from the start and is refused until its author has said what it is."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import asynclint
from asynclint.model import UserError
from asynclint.scaffold import scaffold
from asynclint.trials import run_pages

PACKAGE = Path(asynclint.__file__).parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of a checkout that a new rule needs."""
    for part in ("src/asynclint", "rules"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE.parent.parent / part, tmp_path / part, ignore=ignored)
    return tmp_path


def _fill_in(path: Path) -> None:
    path.write_text(path.read_text().replace("Fill in:", "It is so:"))


def test_a_new_pattern_only_lacks_words(tmp_path: Path) -> None:
    rule, page = scaffold("odd-function", "pattern", "", str(tmp_path))
    summary = run_pages([str(tmp_path)])

    assert summary.status == 1
    assert summary.examples == 3
    assert all("Fill in:" in failure for failure in summary.failures)
    assert {re.sub(r".*:\d+: ", "", f)[:17] for f in summary.failures} > {"the rule itself s"}

    _fill_in(Path(rule))
    _fill_in(Path(page))

    assert str(run_pages([str(tmp_path)])) == "3 examples in 1 page, 0 failures"


def test_a_page_of_a_pack_can_be_run_alone(tmp_path: Path) -> None:
    rule, page = scaffold("odd-function", "pattern", "", str(tmp_path))
    scaffold("odder-function", "pattern", "", str(tmp_path))
    _fill_in(Path(rule))
    _fill_in(Path(page))

    assert run_pages([rule]).pages == run_pages([page]).pages == 1


def test_codes_of_a_pack_go_on_from_its_own(tmp_path: Path) -> None:
    scaffold("first-rule", "pattern", "", str(tmp_path))
    scaffold("second-rule", "pattern", "", str(tmp_path))
    first, second = (tmp_path / f"{name}.yml" for name in ("first-rule", "second-rule"))

    assert "code: OWN001" in first.read_text()
    assert "code: OWN002" in second.read_text()

    second.write_text(second.read_text().replace("OWN002", "ABC007"))
    first.unlink()
    scaffold("third-rule", "pattern", "", str(tmp_path))

    assert "code: ABC008" in (tmp_path / "third-rule.yml").read_text()


def test_a_new_python_rule_joins_its_family_and_only_lacks_words(checkout: Path) -> None:
    paths = scaffold("odd-function", "python", "source", str(checkout))
    listing = (checkout / "src/asynclint/checks/source/__init__.py").read_text()

    assert [Path(path).relative_to(checkout).as_posix() for path in paths] == [
        "src/asynclint/checks/source/odd_function.py",
        "docs/rules/source/odd-function.md",
        "src/asynclint/checks/source/__init__.py",
    ]
    assert 'RULES = ("syntax-error", "unused-suppression", "odd-function")' in listing

    before = _run_pages(checkout, paths[1])
    _fill_in(Path(paths[0]))
    _fill_in(Path(paths[1]))
    after = _run_pages(checkout, paths[1])

    assert before.endswith("3 examples in 1 page, 8 failures")
    assert after == "3 examples in 1 page, 0 failures"


def _run_pages(checkout: Path, page: str) -> str:
    program = "import sys; from asynclint.trials import run_pages; print(run_pages(sys.argv[1:]))"
    run = subprocess.run(
        [sys.executable, "-c", program, page],
        env={"PYTHONPATH": str(checkout / "src")},
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout.strip() or run.stderr


def test_a_family_of_many_rules_is_listed_line_by_line(checkout: Path) -> None:
    names = [f"a-rule-with-a-rather-long-name-{letter}" for letter in "abc"]
    for name in names:
        scaffold(name, "python", "source", str(checkout))
    folder = checkout / "src/asynclint/checks/source"
    listing = (folder / "__init__.py").read_text()

    assert listing.endswith('\n    "a-rule-with-a-rather-long-name-c",\n)\n')
    assert 'code="ASL004"' in (folder / "a_rule_with_a_rather_long_name_c.py").read_text()


@pytest.mark.parametrize(
    ("name", "kind", "family", "complaint"),
    [
        ("unawaited-coroutine", "pattern", "", "already"),
        ("OddFunction", "pattern", "", "words joined by `-`"),
        ("odd", "pattern", "", "words joined by `-`"),
        ("odd-function", "pattern", "source", "has no family"),
        ("odd-function", "python", "sauce", "did you mean 'source'?"),
        ("odd-function", "python", "", "there are source, coroutines"),
    ],
)
def test_what_cannot_be_a_rule_is_refused(
    name: str, kind: str, family: str, complaint: str, checkout: Path
) -> None:
    with pytest.raises(UserError, match=re.escape(complaint)):
        scaffold(name, kind, family, str(checkout))


def test_files_that_are_there_are_kept(tmp_path: Path) -> None:
    (tmp_path / "odd-function.md").write_text("mine")

    with pytest.raises(UserError, match="exists already"):
        scaffold("odd-function", "pattern", "", str(tmp_path))
    assert (tmp_path / "odd-function.md").read_text() == "mine"
    assert not (tmp_path / "odd-function.yml").exists()


def test_a_folder_that_is_no_checkout_takes_no_python_rule(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no checkout"):
        scaffold("odd-function", "python", "source", str(tmp_path))
