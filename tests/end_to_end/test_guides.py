"""What the guides show is so: their examples run, and no setting or key is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Run

from asynclint.config.keys import KEYS
from asynclint.packs import document
from asynclint.rule import Rule

Write = Callable[[Mapping[str, "str | bytes"]], Path]

GUIDE = (ROOT / "docs/writing-a-rule.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    """The first block of a kind in the guide to rules."""
    found = re.search(rf"^(```+){kind}\n(.*?)^\1$", GUIDE, re.MULTILINE | re.DOTALL)
    assert found
    return found[2]


def test_the_pack_of_the_guide_passes_its_page_and_runs(project: Write, run: Run) -> None:
    root = project(
        {
            "lint/sleeping-thread.yml": block("yaml"),
            "lint/sleeping-thread.md": block("markdown"),
            "pyproject.toml": block("toml"),
            "app.py": "from time import sleep as nap\nasync def main():\n    nap(1)\n",
        }
    )

    tested = run("test", "lint", cwd=root)
    checked = run("check", "--select=OWN", "--output-format=concise", cwd=root)

    assert tested.stdout == "3 examples in 1 page, 0 failures\n"
    assert checked.stdout.startswith("app.py:3:5: OWN001 `time.sleep(1)` stops every task")


def test_the_rule_of_the_guide_finds_what_it_says(project: Write, run: Run) -> None:
    program = (
        "import sys\nfrom asynclint import session\nfrom asynclint.faces.cli import main\n"
        "import nested_run\n"
        "rules = (*session.all_rules(), nested_run.RULE)\n"
        "session.all_rules = lambda: rules\n"
        "sys.exit(main(['check', '--select', 'nested-run', '--output-format=concise', 'app.py']))\n"
    )
    app = "import asyncio\nasync def main():\n    asyncio.run(main())\nasyncio.run(main())\n"
    root = project({"app.py": app, "nested_run.py": block("python"), "program.py": program})

    done = run(module="program", cwd=root)

    assert done.stdout.startswith("app.py:3:5: ASL116 `asyncio.run` raises where a loop runs")
    assert done.stdout.endswith("\n1 finding in 1 file\n")


@pytest.mark.parametrize("field", Rule._fields)
def test_the_guide_names_every_field_of_a_rule(field: str) -> None:
    assert f"`{field}`" in GUIDE


@pytest.mark.parametrize("key", [*document._KEYS, *document._REFUSED, *document._OWN_KEYS])
def test_the_guide_names_every_key_of_a_pack(key: str) -> None:
    assert f"`{key}`" in GUIDE or f"`{key}.asynclint`" in GUIDE


@pytest.mark.parametrize("key", [key.name for key in KEYS])
def test_the_guide_to_settings_names_every_setting(key: str) -> None:
    assert f"| `{key}` |" in SETTINGS
