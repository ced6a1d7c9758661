"""`asynclint migrate`: a plan, its writing, what is left, and tests both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path

from conftest import Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]

STORE = """\
import asyncio


async def save(item):
    await asyncio.sleep(1)
"""
APP = """\
import asyncio

from store import save


async def main():
    jobs = asyncio.Queue()
    await asyncio.wait_for(save(jobs), 3)
"""
FILES = {
    "pyproject.toml": '[project]\nname = "x"\nrequires-python = ">=3.11"\n',
    "store.py": STORE,
    "app.py": APP,
}


def test_a_plan_writes_nothing_and_says_how_far_it_goes(project: Write, run: Run) -> None:
    root = project(FILES)

    done = run("migrate", "--to", "anyio", cwd=root)

    lines = done.stdout.splitlines()
    assert lines[0].startswith("app.py:7:12: ASL604 `asyncio.Queue` runs on asyncio alone; use")
    assert lines[2:6] == [
        "file       converted  left   done",
        "app.py             1     1   50 %",
        "store.py           1     0  100 %",
        "all files          2     1   66 %",
    ]
    assert lines[-1] == "A plan: 66 % of the places can be converted; --apply writes them"
    assert (root / "app.py").read_text() == APP
    assert (done.returncode, done.stderr) == (0, "")


def test_apply_writes_and_a_second_run_changes_nothing(project: Write, run: Run) -> None:
    root = project(FILES)

    done = run("migrate", "--to", "anyio", "--apply", cwd=root)
    first = (root / "app.py").read_text()
    again = run("migrate", "--to", "anyio", "--apply", cwd=root)

    assert done.stdout.splitlines()[-1] == "66 % of the places speak anyio now"
    assert (root / "store.py").read_text() == STORE.replace("asyncio", "anyio")
    assert "    with anyio.fail_after(3):\n        await save(jobs)\n" in first
    assert (root / "app.py").read_text() == first
    assert again.stdout.splitlines()[-1] == "0 % of the places speak anyio now"


def test_unsafe_conversions_are_named_until_they_are_asked_for(project: Write, run: Run) -> None:
    root = project({"a.py": "import asyncio\n\nlock = asyncio.Lock()\n"})

    plan = run("migrate", "--to", "anyio", cwd=root)
    done = run("migrate", "--to", "anyio", "--apply", "--unsafe-fixes", cwd=root)

    assert "(--unsafe-fixes: Use `anyio.Lock`, which only the task that" in plan.stdout
    assert (root / "a.py").read_text() == "import anyio\n\nlock = anyio.Lock()\n"
    assert done.stdout.splitlines()[-1] == "100 % of the places speak anyio now"


def test_check_fails_while_something_is_left(project: Write, run: Run) -> None:
    root = project(FILES)

    assert run("migrate", "--to", "anyio", "--check", cwd=root).returncode == 1
    (root / "app.py").unlink()
    assert run("migrate", "--to", "anyio", "--check", cwd=root).returncode == 0
    assert run("migrate", "--to", "anyio", "--apply", cwd=root).returncode == 0
    last = run("migrate", "--to", "anyio", "--check", cwd=root)
    assert (last.returncode, last.stdout) == (
        0,
        "Nothing is left to migrate to anyio\n",
    )


def test_json_is_for_dashboards(project: Write, run: Run) -> None:
    done = run("migrate", "--to", "anyio", "--format", "json", cwd=project(FILES))

    whole = json.loads(done.stdout)
    assert (whole["to"], whole["applied"], whole["percent"]) == ("anyio", False, 66)
    assert whole["files"][0] == {"path": "app.py", "converted": 1, "left": 1}
    assert whole["converted"] == {"bare-asyncio-sleep": 1, "bare-asyncio-wait-for": 1}
    assert [(place["line"], place["code"]) for place in whole["left"]] == [(7, "ASL604")]


MARKED = """\
import pytest
import pytest_asyncio


@pytest_asyncio.fixture
async def client():
    yield 1


@pytest.mark.asyncio
async def test_client(client):
    assert client == 1
"""


def test_tests_go_to_the_plugin_of_anyio_and_back(project: Write, run: Run) -> None:
    root = project({"test_a.py": MARKED})

    there = run("migrate", "--to", "anyio", "--apply", "--unsafe-fixes", cwd=root)
    moved = (root / "test_a.py").read_text()
    ran = run("-q", "-p", "no:cacheprovider", "test_a.py", cwd=root, module="pytest")
    back = run("migrate", "--to", "pytest-asyncio", "--apply", "--unsafe-fixes", cwd=root)

    assert (there.returncode, back.returncode) == (0, 0)
    assert moved == (
        MARKED.replace("import pytest_asyncio\n", "")
        .replace("pytest_asyncio.fixture", "pytest.fixture")
        .replace("mark.asyncio", "mark.anyio")
    )
    assert "2 passed" in ran.stdout  # on asyncio and on Trio
    assert (root / "test_a.py").read_text() == MARKED


def test_a_target_nobody_knows_is_refused(project: Write, run: Run) -> None:
    done = run("migrate", "--to", "anyo", cwd=project({}))

    assert done.stderr == "asynclint: unknown target 'anyo'; did you mean 'anyio'?\n"
    assert done.returncode == 2


def test_modules_that_others_import_come_first(tmp_path: Path) -> None:
    from asynclint.migration import leaves_first
    from asynclint.opening import opened

    texts = {
        "a.py": "import b, c\n",
        "b.py": "from pkg import d\n",
        "c.py": "import a\n",
        "pkg/__init__.py": "",
        "pkg/d.py": "",
    }
    for name, text in texts.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    paths = [str(tmp_path / name) for name in texts if not name.startswith("pkg/_")]

    order = leaves_first(opened(str(tmp_path), isolated=True), paths)

    assert [Path(path).name for path in order] == ["d.py", "b.py", "c.py", "a.py"]


class _Page(HTMLParser):
    """Checks that tags match, and keeps the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not {"href", "src"} & {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_html_is_a_page_of_its_own(project: Write, run: Run) -> None:
    root = project({**FILES, "<b>&.py": APP})

    done = run("migrate", "--to", "anyio", "--format", "html", cwd=root)

    page = _Page()
    page.feed(done.stdout)
    text = "".join(page.texts)
    assert page.open == []
    assert not {"script", "link", "img", "b", "iframe"} & page.tags
    assert "3 can be converted, 2 left, in 3 files: 60 %." in text
    assert "<b>&.py" in text
    assert "asyncio.Queue runs on asyncio alone" in text
    assert (root / "app.py").read_text() == APP


def test_dependencies_are_declared_on_request(project: Write, run: Run) -> None:
    declares = '[project]\nname = "x"\nrequires-python = ">=3.11"\ndependencies = [\n  "b",\n]\n'
    root = project({**FILES, "pyproject.toml": declares})

    plan = run("migrate", "--to", "anyio", "--dependencies", cwd=root)
    assert plan.stderr == "pyproject.toml would depend on anyio>=4\n"
    assert (root / "pyproject.toml").read_text() == declares
    run("migrate", "--to", "anyio", "--apply", cwd=root)
    assert (root / "pyproject.toml").read_text() == declares
    done = run("migrate", "--to", "anyio", "--apply", "--dependencies", cwd=root)
    assert (done.returncode, done.stderr) == (0, "pyproject.toml depends on anyio>=4\n")
    new = declares.replace('  "b"', '  "anyio>=4",\n  "b"')
    assert (root / "pyproject.toml").read_text() == new
    again = run("migrate", "--to", "anyio", "--apply", "--dependencies", cwd=root)
    assert again.stderr == "pyproject.toml names anyio already\n"


def test_a_project_that_declares_nothing_is_told_so(project: Write, run: Run) -> None:
    root = project({"app.py": APP})

    done = run("migrate", "--to", "anyio", "--dependencies", cwd=root)

    assert done.returncode == 2
    assert "no file declares dependencies; anyio>=4 is needed" in done.stderr
