"""Blocks of a document use what blocks above them bind, where that is certain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import Run

from asynclint.continued import continued, own
from asynclint.fragments import fragments
from asynclint.model import Edit, Finding, Fix, Position, Span

Write = Callable[[Mapping[str, str | bytes]], Path]

PAGE = """# Guide

```python
import asyncio
from shop import Client
```

A client saves:

```python
client = Client()

async def save(item): await client.put(item)
```

which may be called:

```python
save(1)
asyncio.sleep(1)
```
"""


def test_a_block_uses_what_blocks_above_bind(project: Write, run: Run) -> None:
    assert _places(PAGE, project, run) == ["guide.md:19:1:", "guide.md:20:1:"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from shop import Client\n```", "from shop import save\n```"),  # two meanings
        ("from shop import Client\n```", "def save(item): ...\n```"),
        ("save(1)\n", "save = print\nsave(1)\n"),  # its own meaning
        ("save(1)\n", "for save in actions: save(1)\n"),
        ("async def save", "if x:\n  async def save"),  # not certain
        ("async def save(item)", "x = 1; async_ = 2\nsave = lambda item"),
    ],
)
def test_what_is_not_certain_does_not_come_along(
    old: str, new: str, project: Write, run: Run
) -> None:
    places = _places(PAGE.replace(old, new), project, run)

    assert len(places) == 1
    assert places[0].startswith("guide.md:")


def test_blocks_with_another_indentation_do_not_come_along(project: Write, run: Run) -> None:
    item = "- x\n\n  ```python\n  async def"
    page = PAGE.replace("```python\nclient = Client()\n\nasync def", item)
    page = page.replace("put(item)\n```", "put(item)\n  ```")

    assert len(_places(page, project, run)) == 1


def test_a_builtin_means_itself(project: Write, run: Run) -> None:
    page = PAGE.replace("async def save", "async def print").replace("save(1)", "print(1)")

    assert len(_places(page, project, run)) == 1


def test_findings_of_a_block_above_are_told_once(project: Write, run: Run) -> None:
    page = PAGE.replace("async def save(item): await", "async def save(item):")

    places = _places(page.replace("client = Client()", "import asyncio"), project, run)

    assert places == [*dict.fromkeys(places)]


def test_no_fix_reaches_into_a_block_above() -> None:
    above, below = fragments("a.md", "```py\nx = 1\n```\n\n```py\nx\n```\n")
    (_, block) = continued([above, below])
    last = block.text.rindex("x")
    here, there = Edit(Span(last, last), "y"), Edit(Span(1, 1), "y")

    assert block.text == "\nx = 1\n\n\n\nx\n"
    assert own(_finding(6, here), block) == _finding(6, here)
    assert own(_finding(6, here, there), block) == _finding(6)
    assert own(_finding(2, here), block) is None


def _finding(line: int, *edits: Edit) -> Finding:
    place = Position(line, 1)
    fix = Fix("", edits, safe=True) if edits else None
    return Finding("a.md", "ASL101", "x", "", place, place, Span(0, 0), fix=fix)


def _places(page: str, project: Write, run: Run) -> list[str]:
    root = project({"guide.md": page})
    done = run("check", "--output-format", "concise", "--select", "ASL101", "guide.md", cwd=root)
    return [line.split(" ")[0] for line in done.stdout.splitlines() if line.startswith("guide")]
