"""The example of a suite that fails in company: what fails with the real pytest, and what the
command says of it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from asynclint.session import all_rules

ROOT = Path(__file__).resolve().parents[2]
LEAKY, FIXED = ROOT / "examples/leaky_suite", ROOT / "examples/leaky_suite_fixed"

FAILING = [
    "tests/test_baskets.py::test_shipping_is_added",
    "tests/test_baskets.py::test_a_shop_starts_with_empty_baskets",
    "tests/test_baskets.py::test_an_unknown_price_is_ten",
    "tests/test_baskets.py::test_three_requests_are_admitted",
    "tests/test_parcels.py::test_parcels_come_in_their_order",
]


def test_in_the_order_of_the_suite_five_tests_fail() -> None:
    assert failed(LEAKY) == FAILING


@pytest.mark.parametrize("name", FAILING)
def test_alone_each_of_them_passes(name: str) -> None:
    assert failed(LEAKY, name) == []


def test_in_the_fixed_suite_all_pass() -> None:
    assert failed(FIXED) == []


def test_in_the_fixed_suite_all_pass_backwards() -> None:
    assert failed(FIXED, *reversed(FAILING)) == []


def test_the_command_names_each_cause() -> None:
    row = re.compile(r"^\| `([^`]+)` \| ([a-z-]+) \|", re.MULTILINE)
    listed = set(row.findall((LEAKY / "README.md").read_text(encoding="utf-8")))
    known = {rule.name for rule in all_rules()}

    assert {(path, name) for path, name in listed if name in known} == found(LEAKY)
    assert len(found(LEAKY)) >= 5


def test_the_fixed_suite_is_clean() -> None:
    assert found(FIXED) == set()


@cache
def failed(folder: Path, *names: str) -> list[str]:
    """The tests that fail when pytest runs some tests of a folder, or all."""
    command = [sys.executable, "-m", "pytest", "-rf", "-p", "no:cacheprovider", *names]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    run = subprocess.run(
        command,
        cwd=folder,
        env={**environment, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    told = re.findall(r"^FAILED (\S+)", run.stdout, re.MULTILINE)
    assert run.returncode == (1 if told else 0), run.stdout + run.stderr
    assert " passed" in run.stdout
    return told


def found(folder: Path) -> set[tuple[str, str]]:
    """The findings of the command in a folder: file and rule."""
    command = [sys.executable, "-m", "asynclint", "check", "--output-format", "json", str(folder)]
    run = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    findings = json.loads(run.stdout)["findings"]
    assert run.returncode == (1 if findings else 0), run.stderr
    return {
        ((ROOT / each["path"]).relative_to(folder).as_posix(), each["name"]) for each in findings
    }
