"""Notebooks in the server: cells that are read together and shown one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from speaking import PULL, Speaker, codes

Write = Callable[[Mapping[str, "str | bytes"]], Path]

ONE, TWO, THREE = (f"vscode-notebook-cell:/book.ipynb#{name}" for name in ("1", "2", "3"))


@pytest.fixture
def root(project: Write) -> Path:
    return project({})


def insertion(line: int, character: int, text: str) -> dict[str, Any]:
    place = {"line": line, "character": character}
    return {"range": {"start": place, "end": place}, "text": text}


def test_cells_are_read_together(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    cells = {
        ONE: "%pip install x\nimport asyncio\nasync def work():\n    pass\n",
        TWO: "# a note",
        THREE: 'await asyncio.sleep(0)\ns = "😀"; work()',
    }
    uri = speaker.open_notebook(root / "book.ipynb", cells, notes=[TWO])
    first, (found,) = speaker.published(ONE), speaker.published(THREE)

    change = {"document": {"uri": THREE, "version": 2}, "changes": [insertion(1, 10, "await ")]}
    speaker.change_notebook(uri, 2, textContent=[change])

    assert first == []
    assert found["code"] == "ASL101"
    assert found["range"]["start"] == {"line": 1, "character": 10}
    assert speaker.published(THREE, 2) == []


def test_cells_come_and_go(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    cells = {ONE: "import asyncio\ndef work(): ...\n", TWO: "work()\n"}
    uri = speaker.open_notebook(root / "book.ipynb", cells)
    before = speaker.published(TWO)

    text = "async def work(): ...\n"
    new = {"uri": THREE, "languageId": "python", "version": 1, "text": text}
    array = {"start": 1, "deleteCount": 0, "cells": [{"kind": 2, "document": THREE}]}
    speaker.change_notebook(uri, 2, structure={"array": array, "didOpen": [new]})
    both = speaker.published(TWO)
    gone = {"array": {"start": 1, "deleteCount": 1}, "didClose": [{"uri": THREE}]}
    speaker.change_notebook(uri, 3, structure=gone)

    assert before == []
    assert codes(both) == ["ASL101"]  # the later definition counts
    assert speaker.published(TWO) == []


def test_a_client_that_pulls_asks_for_each_cell(root: Path, speaker: Speaker) -> None:
    speaker.start(root, PULL)
    cells = {ONE: "import asyncio\n", TWO: "asyncio.sleep(1)\n"}
    uri = speaker.open_notebook(root / "book.ipynb", cells)

    first, second = speaker.pull(ONE), speaker.pull(TWO)
    closed = {"notebookDocument": {"uri": uri}, "cellTextDocuments": []}
    speaker.tell("notebookDocument/didClose", closed)

    assert first["items"] == []
    assert codes(second["items"]) == ["ASL101"]
    assert speaker.pull(TWO)["items"] == []


def test_a_cell_has_the_fixes_of_a_place_that_may_wait(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    text = "import asyncio\nasyncio.sleep(1)  # noqa: ASL2\n"
    speaker.open_notebook(root / "book.ipynb", {ONE: text})
    (found,) = speaker.published(ONE)

    fix, _, all_ = speaker.actions(ONE, found["range"])
    params = {"textDocument": {"uri": ONE}, "position": {"line": 1, "character": 30}}
    completion = speaker.ask("textDocument/completion", params)["result"]
    hover = speaker.ask("textDocument/hover", {**params, "position": found["range"]["start"]})

    start = {"line": 1, "character": 0}
    edit = {"range": {"start": start, "end": start}, "newText": "await "}
    assert fix["edit"]["changes"] == {ONE: [edit]}
    assert all_["kind"] == "source.fixAll.asynclint"
    assert all_["edit"]["changes"] == {ONE: [edit]}
    assert "dangling-task" in [item["label"] for item in completion["items"]]
    assert hover["result"]["contents"]["value"].startswith("# ASL101 unawaited-coroutine")
