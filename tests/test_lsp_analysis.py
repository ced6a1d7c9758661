"""What the worker of the language server does, without a server."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from asynclint.faces.lsp.analysis import Analysis
from asynclint.faces.lsp.settings import ClientSettings
from asynclint.faces.lsp.words import choices, noqa_word, settings_word
from asynclint.source import Source
from asynclint.suppress import hiding

Write = Callable[[Mapping[str, "str | bytes"]], Path]

APP = "import store\nasync def main():\n    store.save(1)\n"


def codes(analysis: Analysis, path: Path) -> list[str]:
    return [finding.code for finding in analysis.check(str(path), {}).findings]


def test_files_that_nobody_told_of_are_noticed_after_a_while(project: Write) -> None:
    root = project({"store.py": "def save(x): ...\n", "app.py": APP})
    now = [0.0]
    analysis = Analysis(clock=lambda: now[0])
    analysis.put(str(root / "app.py"), APP)
    assert codes(analysis, root / "app.py") == []

    (root / "store.py").write_text("async def save(x): ...\n")
    soon = codes(analysis, root / "app.py")
    now[0] = 10.0

    assert soon == []
    assert codes(analysis, root / "app.py") == ["ASL101"]


def test_a_project_is_read_once_and_answers_stay_the_same(project: Write) -> None:
    files = {f"m{index}.py": "def f(): ...\n" for index in range(60)}
    root = project({**files, "store.py": "async def save(x): ...\n", "app.py": APP})
    analysis = Analysis()
    analysis.put(str(root / "app.py"), APP)
    counts: list[int] = []

    analysis.learn(str(root / "app.py"), {}, counts.append)
    first = len(counts)
    analysis.learn(str(root / "m1.py"), {}, counts.append)

    assert first >= 62
    assert len(counts) == first
    assert codes(analysis, root / "app.py") == ["ASL101"]


def test_patterns_go_on_while_a_text_does_not_parse(project: Write) -> None:
    text = "import asyncio\n\nasync def main(task):\n    task.cancel()\n    x = (\n"
    pattern = (
        "id: no-cancel\nlanguage: python\nrule:\n  pattern: $TASK.cancel()\n"
        "message: cancels $TASK\nmetadata:\n  asynclint:\n    code: OWN001\n"
        "    group: correctness\n    summary: a cancel\n    in-async-function: true\n"
    )
    settings = '[tool.asynclint]\npacks = ["lint"]\n'
    root = project({"app.py": text, "lint/p.yml": pattern, "pyproject.toml": settings})
    analysis = Analysis()

    analysis.put(str(root / "app.py"), text)

    found = analysis.check(str(root / "app.py"), {})
    assert found.trouble == ""
    assert [(f.code, f.start.line) for f in found.findings] == [("OWN001", 4), ("ASL000", 5)]


def test_settings_of_a_client_have_either_spelling_and_belong_to_a_folder() -> None:
    settings = ClientSettings()

    unknown = settings.set({"asynclint": {"extendSelect": ["ALL"], "ignore": [], "nonsense": 1}})
    settings.set({"singletons": {"namePattern": "*Service"}}, "/one")

    assert unknown == ["nonsense"]
    assert settings.of("/two/app.py") == {"extend-select": ["ALL"]}
    assert settings.of(os.path.join("/one", "app.py")) == {"singletons.name-pattern": "*Service"}


@pytest.mark.parametrize(
    ("before", "line", "after"),
    [
        ("f()\n", 1, "f()  # noqa: a-b\n"),
        ("f()  # why\n", 1, "f()  # why  # noqa: a-b\n"),
        ("f()  # noqa: ASL9\n", 1, "f()  # noqa: ASL9, a-b\n"),
        ('f("""\n""")\ng()\n', 1, 'f("""\n""")  # noqa: a-b\ng()\n'),
        ("f(1, \\\n  2)\n", 1, "f(1, \\\n  2)  # noqa: a-b\n"),
        ("f()", 1, "f()  # noqa: a-b"),
        ("f(\r\n", 1, "f(  # noqa: a-b\r\n"),
    ],
)
def test_the_edit_that_hides_a_finding(before: str, line: int, after: str) -> None:
    edit = hiding(Source("a.py", before.encode()), line, "a-b")

    assert before[: edit.span.start] + edit.text + before[edit.span.end :] == after


def test_words_are_found_where_they_mean_a_rule() -> None:
    text = "x = 1  # noqa: ASL101, dangling-task\ny = 'ASL101'\n"

    assert noqa_word(text, 17)
    assert noqa_word(text, 44) is None
    toml = '[tool.x]\na = ["one"]\n[tool.asynclint.singletons]\nallow = ["two"]\n'
    assert settings_word(toml, toml.index("one"), shared=True) is None
    word = settings_word(toml, toml.index("two"), shared=True)
    assert word
    assert word.text == "two"


@pytest.mark.parametrize(
    ("line", "is_offered"),
    [
        ("x = 1  # noqa: ", True),
        ("x = 1  # noqa: ASL101, una", True),
        ("# flake8: noqa: ", True),
        ("x = 1  # noqa", False),
        ("x = 1  # no", False),
        ("noqa: ", False),
    ],
)
def test_names_are_offered_behind_noqa_alone(line: str, is_offered: bool) -> None:
    assert (choices(line, len(line), "python") is not None) is is_offered
