"""Blocks of code in documents: which there are, what they could be, and where they stand."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import Run

from asynclint.fixes import apply
from asynclint.fragments import fragments, tree_of
from asynclint.opening import opened

Write = Callable[[Mapping[str, str | bytes]], Path]


def _of(text: str, path: str = "a.md") -> list[tuple[str, str]]:
    return [(each.name, each.text.strip("\n")) for each in fragments(path, text)]


@pytest.mark.parametrize(
    "info",
    ["py", "python", "Python3", 'python title="a.py"', "{.python .x}", "{code-block} python"],
)
def test_a_block_of_python(info: str) -> None:
    assert _of(f"```{info}\nx\n```\n") == [("2.py", "x")]


@pytest.mark.parametrize("info", ["", "text", "yaml", "pycon", "pyi"])
def test_other_blocks_are_left_alone(info: str) -> None:
    assert _of(f"```{info}\nx\n```\n") == []


def test_a_fence_ends_with_its_own_kind_and_length() -> None:
    text = "````py\nx\n```\ny\n````\n~~~py\nz\n```\n~~~\n"

    assert _of(text) == [("2.py", "x\n```\ny"), ("7.py", "z\n```")]


def test_a_block_that_never_ends_is_none() -> None:
    assert _of("```py\nx\n") == []


def test_lines_stay_where_they_are_and_indentation_goes() -> None:
    text = "- item\n\n  ```py\n  x\n\n    y\n  ```\n"

    (found,) = fragments("a.md", text)

    assert found.text == "\n\n\nx\n\n  y\n"
    assert found.indent == 2


def test_directives_of_restructuredtext() -> None:
    text = "Text::\n\n   no\n\n.. code-block:: python\n   :linenos:\n\n   x\n\n     y\n\nText\n"

    assert _of(text, "a.rst") == [("7.py", "x\n\n  y")]


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ("```toml\n[tool.pytest.ini_options]\n```\n", "pyproject.toml"),
        ("Put it in `pytest.toml`:\n\n```toml\n[pytest]\n```\n", "pytest.toml"),
        ("```ini\n[pytest]\n```\n", "pytest.ini"),
        ("```ini\n[tool:pytest]\n```\n", "setup.cfg"),
        ("```ini\n# tox.ini\n[pytest]\n```\n", "tox.ini"),
        ('```ini title="setup.cfg"\n[pytest]\n```\n', "setup.cfg"),
        ("In setup.cfg:\n```cfg\n[pytest]\n```\n", "setup.cfg"),
        ("Not in my-pytest.ini:\n```ini\n[pytest]\n```\n", "pytest.ini"),
        ("As in pyproject.toml:\n```ini\n[pytest]\n```\n", "pytest.ini"),
        ("```console\n$ pytest\n```\n", "2.sh"),
    ],
)
def test_the_name_of_a_block(document: str, name: str) -> None:
    assert [found for found, _ in _of(document)] == [name]


@pytest.mark.parametrize("text", ["[tool:x]\n", "a = 1\n"])
def test_settings_of_other_programs_are_left_alone(text: str) -> None:
    assert _of(f"```ini\n{text}```\n```toml\n{text}```\n") == []


@pytest.mark.parametrize(
    "text",
    ["await x", "async with x: y", "async for x in y: z", "return 1", "[x async for x in y]"],
)
def test_what_only_a_function_may_have_stands_in_one(text: str) -> None:
    tree = tree_of(f"\n{text}\n")

    assert tree is not None
    (function,) = tree.body
    assert isinstance(function, ast.AsyncFunctionDef)
    assert (function.lineno, function.body[0].lineno, function.end_lineno) == (1, 2, 3)
    compile(tree, "fragment", "exec")


@pytest.mark.parametrize("text", ["async def f(): await x", "lambda: (yield)", "x = 1"])
def test_other_code_stays_a_module(text: str) -> None:
    tree = tree_of(text)

    assert tree is not None
    assert ast.dump(tree) == ast.dump(ast.parse(text))


@pytest.mark.parametrize("text", [">>> x", "yield from x\nawait x"])
def test_what_no_async_function_may_have_has_no_tree(text: str) -> None:
    assert tree_of(text) is None


GUIDE = """# Guide

- Then:

  ```py
  import asyncio
  "é"; asyncio.sleep(1)
  asyncio.sleep(2)  # noqa: ASL101
  task = asyncio.sleep(3)
  await asyncio.sleep(4)
  ```

```py
>>> asyncio.sleep(1)
```

In `setup.cfg`:

```ini
[pytest]
asyncio_mode = auto
```

```console
$ pip install pytest
$ pytest --asyncio-mode=debug && python -W ignore x.py
```
"""


def _found(run: Run, folder: Path, *words: str) -> list[str]:
    done = run("check", "--output-format", "concise", *words, cwd=folder)
    return [" ".join(line.split()[:2]) for line in done.stdout.splitlines() if " ASL" in line]


def test_findings_have_the_places_of_the_document(project: Write, run: Run) -> None:
    folder = project({"docs/guide.md": GUIDE})

    assert _found(run, folder, "--markdown", "docs") == [
        "docs/guide.md:7:8: ASL101",
        "docs/guide.md:20:1: ASL801",
        "docs/guide.md:26:10: ASL805",
    ]


def test_fixes_have_the_places_of_the_document(repository: Path) -> None:
    session = opened(str(repository), isolated=True)

    (found, *_) = session.check_bytes(str(repository / "guide.md"), GUIDE.encode()).findings

    assert found.fix is not None
    assert GUIDE[found.span.start : found.span.end] == "asyncio.sleep(1)"
    fixed = apply(GUIDE, found.fix.edits)
    assert fixed == GUIDE.replace('"é"; asyncio', '"é"; await asyncio')


def test_a_giant_document_is_left_alone(project: Write, run: Run) -> None:
    folder = project({"guide.md": GUIDE, "asynclint.toml": "max-file-size = 100\n"})

    assert _found(run, folder, "guide.md") == []


def test_folders_are_searched_for_documents_on_request_alone(project: Write, run: Run) -> None:
    folder = project({"docs/guide.md": GUIDE, "docs/other.rst": "", "app.py": "x = 1\n"})

    assert _found(run, folder, ".") == []
    assert len(_found(run, folder, "docs/guide.md")) == 3


def test_a_document_imports_what_the_project_has(project: Write, run: Run) -> None:
    text = "```py\nimport api\n\nasync def main():\n    api.save()\n```\n"
    folder = project({"README.md": text, "api.py": "async def save(): ...\n"})

    assert _found(run, folder, "README.md") == ["README.md:5:5: ASL101"]


def test_a_block_says_nothing_of_what_a_module_has_at_its_top(project: Write, run: Run) -> None:
    text = "```py\nimport httpx\n\nclient = httpx.AsyncClient()\n```\n"
    folder = project({"README.md": text, "app.py": text.split("```")[1].removeprefix("py\n")})

    assert _found(run, folder, "README.md", "app.py") == ["app.py:3:10: ASL502"]


def test_what_stands_beside_a_document_does_not_count(project: Write, run: Run) -> None:
    text = "```toml\n[tool.pytest.ini_options]\nasyncio_mode = 'x'\n```\n"
    folder = project({"README.md": text, "pytest.ini": "[pytest]\n"})

    assert _found(run, folder, "README.md") == ["README.md:3:16: ASL803"]


def test_settings_ignore_rules_in_documents(project: Write, run: Run) -> None:
    settings = '[per-file-ignores]\n"docs/*.md" = ["ALL"]\n'
    folder = project({"docs/guide.md": GUIDE, "asynclint.toml": settings})

    assert _found(run, folder, "--markdown", ".") == []
