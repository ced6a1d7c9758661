"""The next run looks again only where it must, and finds what a run on everything finds."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from caching import CLEAN, FAULTY, Place, placed

from asynclint import outline
from asynclint.session import Session
from asynclint.source import Source

STORE = """\
import os

class Store:
    limit = 3

    def __init__(self):
        self.items = []

    async def save(self, item):
        self.items.append(item)

    def count(self):
        return len(self.items)

def measure(value):
    return os.path.getsize(value)
"""
USER = """\
from package.store import Store

async def use(store: Store):
    await store.save(1)
"""
COUNTING = """\
from package.store import Store

def tell(store: Store):
    store.count()
"""
WAITING = "from package.store import measure\n\n\nasync def wait():\n    return measure('x')\n"


EDITS = [("def ", "async def "), ("async ", ""), ("await ", ""), ("self.", "x."), ("\n", "\n\n")]


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    made = placed(tmp_path, monkeypatch, capsys)
    made.write("package/store.py", STORE)
    made.write("package/user.py", USER)
    made.write("package/counting.py", COUNTING)
    made.write("package/waiting.py", WAITING)
    made.run()
    assert len(made.looked.pop()) > 40
    return made


def looked_at(place: Place) -> list[str]:
    """The files that a run looks at, which must say what one without a cache says."""
    told = place.run()
    files = [Path(path).stem for path in place.looked[-1]]
    assert told == place.run("--no-cache")
    return files


@pytest.mark.parametrize(
    ("change", "files"),
    [
        # Of a body, who may wait in it.
        (("len(self.items)", "len(self.items) + 1"), ["store", "waiting"]),
        (("    limit = 3\n", "    # four\n\n    limit = 3\n"), ["store", "waiting"]),
        # Of an outline, all who ask.
        (("limit = 3", "limit = 4"), ["store", "user", "waiting"]),
        (("async def save", "def save"), ["store", "user", "waiting"]),
        (("class Store:", "class Shop:"), ["store", "user", "waiting"]),
        # Of a name that no coroutine function had, all who say it.
        (("    def count", "    async def count"), ["counting", "store", "user", "waiting"]),
    ],
)
def test_a_change_leads_to_those_who_rest_on_it(
    place: Place, change: tuple[str, str], files: list[str]
) -> None:
    place.write("package/store.py", STORE.replace(*change))

    assert looked_at(place) == files


def test_a_file_that_becomes_async_brings_findings_and_takes_them_away(place: Place) -> None:
    place.write("package/store.py", STORE.replace("    def count", "    async def count"))
    assert "counting.py:4:5: ASL101" in place.run()[1]

    place.write("package/store.py", STORE)
    assert "counting.py" not in place.run()[1]
    assert looked_at(place)


def test_lines_that_move_move_in_the_findings_of_others(place: Place) -> None:
    place.write("package/user.py", USER.replace("await ", ""))
    assert "store.py:9:15" in place.run()[1]

    place.write("package/store.py", STORE.replace("self.items = []", "self.items = [\n]"))
    assert looked_at(place) == ["store", "user", "waiting"]
    assert "store.py:10:15" in place.run()[1]


def test_a_name_that_was_nobodys_is_looked_for_everywhere(place: Place) -> None:
    place.write("package/far.py", "from package.store import *\n\nasync def go():\n    lift()\n")
    looked_at(place)
    place.write("package/store.py", STORE + "\n\nasync def lift():\n    pass\n")

    assert "far" in looked_at(place)
    assert "far.py:4:5: ASL101" in place.run()[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda place: place.write("package/new.py", FAULTY),
        lambda place: (place.root / "package/app.py").unlink(),
        lambda place: place.write("pyproject.toml", "[tool.asynclint]\nignore = ['ASL101']\n"),
    ],
)
def test_what_changes_the_meaning_of_imports_leads_to_everything(
    place: Place, change: Callable[[Place], None]
) -> None:
    change(place)

    assert len(looked_at(place)) > 40


def test_a_document_leads_to_no_code(place: Place) -> None:
    place.write("README.md", "# Words\n")
    place.run()
    place.write("README.md", "# Other words\n")

    assert looked_at(place) == []


def test_a_file_of_the_same_size_and_an_older_time_is_read(place: Place) -> None:
    place.write("package/module_1.py", CLEAN.replace("sleep(1)", "sleep(2)"))

    assert looked_at(place) == ["module_1"]


def test_a_time_that_is_too_young_is_not_trusted(place: Place) -> None:
    path = place.root / "package/module_2.py"
    path.write_text(FAULTY)  # now
    assert looked_at(place) == ["module_2"]
    stamp = path.stat()

    path.write_text(FAULTY.replace("asyncio.sleep", "asyncio.sleeq"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert path.stat().st_size == stamp.st_size
    assert looked_at(place) == ["module_2"]


def test_what_failed_is_tried_again(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Session.check_file

    def failing(session: Session, path: str) -> object:
        result = real(session, path)
        return result._replace(failures=["broken"]) if path.endswith("user.py") else result

    monkeypatch.setattr(Session, "check_file", failing)
    place.write("package/store.py", STORE.replace("async def save", "def save"))
    assert place.run()[0] == 2
    monkeypatch.setattr(Session, "check_file", real)

    assert place.run()[0] == 1
    assert place.looked[-1] == ["package/user.py"]


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: b"",
    ],
)
def test_a_spoiled_ledger_counts_as_missing(
    place: Place, spoil: Callable[[bytes], bytes]
) -> None:
    (path,) = place.kept(".ledger")
    path.write_bytes(spoil(path.read_bytes()))
    place.write("package/app.py", CLEAN)

    assert len(looked_at(place)) > 40


@pytest.mark.parametrize("seed", range(12))
def test_random_edits_are_found_as_without_a_cache(place: Place, seed: int) -> None:
    chance = random.Random(seed)
    files = ["store", "user", "counting", "waiting", "app", "module_3"]
    for _ in range(6):
        path = place.root / "package" / f"{chance.choice(files)}.py"
        lines = path.read_text().splitlines(keepends=True)
        at = chance.randrange(len(lines))
        word, other = chance.choice(EDITS)
        lines[at] = lines[at].replace(word, other, 1)
        place.write(str(path.relative_to(place.root)), "".join(lines))
        looked_at(place)


def shape(text: str) -> bytes:
    source = Source("m.py", text.encode())
    assert source.tree
    return outline.outline(source)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f():\n    return 1\n", "\n\n# moved\ndef f():\n    x = 2\n    return x\n"),
        ("class A:\n    def f(s):\n        a()\n", "class A:\n    def f(s):\n        b()\n"),
        ("def f(g):\n    x()\n    return g\n", "def f(g):\n    y()\n    return g\n"),
    ],
)
def test_bodies_and_lines_are_no_part_of_an_outline(before: str, after: str) -> None:
    assert shape(before) == shape(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(): return 1\n", "def f(): return 2\n"),
        ("def f():\n    return 1\n", "def f():\n    yield 1\n"),
        ("def f(g):\n    x()\n    return g\n", "def f(g):\n    g = x()\n    return g\n"),
        ("def f():\n    x = 1\n", "def f():\n    global x\n    x = 1\n"),
        ("def f(s):\n    s.a = 1\n", "def f(s):\n    s.b = 1\n"),
        ("def f(\n    a,\n): return 1\n", "def f(\n    a,\n): return 2\n"),
        ("def f(a):\n    ...\n", "def f(a, b):\n    ...\n"),
        ("def f():\n    ...\n", "def f():\n    x\n"),
        ("class A:\n    x: int\n", "class A:\n    x: str\n"),
        ("@a\ndef f():\n    x\n", "@b\ndef f():\n    x\n"),
        ("if a:\n    def f():\n        x\n", "if b:\n    def f():\n        x\n"),
    ],
)
def test_what_others_may_ask_is_part_of_an_outline(before: str, after: str) -> None:
    assert shape(before) != shape(after)
