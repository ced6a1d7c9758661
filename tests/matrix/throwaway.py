"""Throw-away environments with real releases of pytest and its plugins.

Each is a folder that `pip install --target` fills once and that later runs use again; a run of
pytest sees that folder and the standard library, nothing else.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ANYIO = ("anyio==4.16.0", "trio==0.35.0", "pytest-trio==0.8.0", "pytest-mock==3.17.0")

# What the pages speak of: the last releases before and the first after each change.
ENVIRONMENTS: Mapping[str, tuple[str, ...]] = {
    "7.4+0.21": ("pytest==7.4.4", "pytest-asyncio==0.21.2"),
    "8.2+0.23": ("pytest==8.2.2", "pytest-asyncio==0.23.8"),
    "8.4+0.26": ("pytest==8.4.2", "pytest-asyncio==0.26.0"),
    "8.4+1.2": ("pytest==8.4.2", "pytest-asyncio==1.2.0", *ANYIO),
    "9.2+1.5": ("pytest==9.2.0", "pytest-asyncio==1.5.0", *ANYIO),
}

# Only what is said about settings speaks of these.
FOR_SETTINGS: Mapping[str, tuple[str, ...]] = {
    **ENVIRONMENTS,
    "8.2+0.24": ("pytest==8.2.2", "pytest-asyncio==0.24.0"),
    "9.0+1.4": ("pytest==9.0.2", "pytest-asyncio==1.4.0", *ANYIO),
}

# Notes what became of each file: outcomes of its tests in order, or of its collection, with the
# last line of an error, and the warnings.
REPORTER = '''
import collections, json, pathlib
import pytest

found = collections.defaultdict(lambda: {"outcomes": [], "text": ""})

def note(report, outcome):
    entry = found[report.nodeid.partition("::")[0]]
    entry["outcomes"].append(outcome)
    entry["text"] += str(report.longrepr or "")

def pytest_collectreport(report):
    if report.failed:
        note(report, "uncollected")

def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        kind = "error" if report.when != "call" and report.failed else report.outcome
        note(report, "xfailed" if hasattr(report, "wasxfail") else kind)

def pytest_warning_recorded(warning_message, nodeid, location):
    name = nodeid.partition("::")[0] or pathlib.Path(warning_message.filename).name
    found[name]["text"] += f"{warning_message.category.__name__}: {warning_message.message}"

def pytest_unconfigure(config):
    pathlib.Path("report.json").write_text(json.dumps(found))
'''

Report = Mapping[str, Mapping[str, Any]]


def folder_of(environment: str) -> Path:
    """The folder of an environment, filled when it is not there yet."""
    place = os.environ.get("ASYNCLINT_PYTESTS") or "~/.cache/asynclint-pytests"
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    packages = FOR_SETTINGS[environment]
    name = "_".join(packages).replace("==", "-")
    folder = Path(place).expanduser() / f"{python}_{name}"
    done = folder / "done"
    if not done.exists():
        words = ["install", "-q", "--upgrade", "--target", str(folder), *packages]
        subprocess.run([sys.executable, "-m", "pip", *words], check=True, capture_output=True)
        done.touch()
    return folder


def run(environment: str, files: Mapping[str, str], place: Path) -> Report:
    """Run pytest once over files in a new folder; what came of each, by its name."""
    said = told(environment, {"conftest.py": REPORTER, **files}, place)
    report = place / "report.json"
    assert report.exists(), said
    found: Report = json.loads(report.read_text())
    return found


def told(environment: str, files: Mapping[str, str], place: Path, warnings: str = "") -> str:
    """All that pytest says about files in a new folder; `warnings` are Python's to show."""
    for name, text in files.items():
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text, encoding="utf-8")
    options = ["-p", "no:cacheprovider", "-q", "--continue-on-collection-errors"]
    own = {"PYTHONPATH": str(folder_of(environment)), "PATH": os.environ.get("PATH", "")}
    done = subprocess.run(
        [sys.executable, "-S", "-m", "pytest", *options, "--rootdir=."],
        cwd=place,
        env={**own, "PYTHONWARNINGS": warnings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr
