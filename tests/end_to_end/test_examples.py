"""The examples: what their README promises is what the command finds."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SERVICE, FIXED = ROOT / "examples/service", ROOT / "examples/service_fixed"

FAMILIES = {
    "unawaited coroutines": "ASL1",
    "missing timeouts": "ASL30",
    "asyncio.TimeoutError": "ASL31",
    "module-level singletons": "ASL50",
    "bare asyncio primitives": "ASL60",
    "fixtures": "ASL70",
}


@pytest.mark.parametrize("codes", FAMILIES.values(), ids=FAMILIES.keys())
def test_the_service_has_findings_of_each_family(codes: str) -> None:
    assert any(finding["code"].startswith(codes) for finding in findings(SERVICE))


def test_the_readme_of_the_service_lists_what_is_found_and_nothing_else() -> None:
    row = re.compile(r"^\| [^|]*\| `([^`]+)` \| ([a-z-]+) \|", re.MULTILINE)
    listed = set(row.findall((SERVICE / "README.md").read_text(encoding="utf-8")))
    found = {(place(finding["path"], SERVICE), finding["name"]) for finding in findings(SERVICE)}

    assert listed == found


def test_the_fixed_service_is_clean() -> None:
    assert findings(FIXED) == []


def test_the_fixed_service_has_the_files_of_the_other() -> None:
    assert sources(SERVICE) == sources(FIXED)


@cache
def findings(folder: Path) -> list[dict[str, str]]:
    run = subprocess.run(
        [sys.executable, "-m", "asynclint", "check", "--output-format", "json", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert run.returncode in (0, 1), run.stderr
    found: list[dict[str, str]] = json.loads(run.stdout)["findings"]
    assert (run.returncode == 1) == bool(found)
    return found


def place(path: str, folder: Path) -> str:
    return (ROOT / path).relative_to(folder).as_posix()


def sources(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py"))
