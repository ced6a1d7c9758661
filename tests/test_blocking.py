"""Ways from functions of a project to calls that block, whoever asks first."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from pathlib import Path
from textwrap import dedent

import pytest
from asking import write

from asynclint.blocking import Blocking, written
from asynclint.disk import read_or_none
from asynclint.project import Project
from asynclint.types import Types

CIRCLE = """
import time

def one():
    two()

def two():
    three()

def three():
    one()
    four()

def four():
    time.sleep(1)
"""


class Asked:
    """The ways of one project, and which files had to be read to find them."""

    def __init__(self, root: Path, files: Mapping[str, str]) -> None:
        write(root, {name: dedent(text) for name, text in files.items()})
        self.root = root
        self.read: list[str] = []
        self._project = Project(str(root), read=self._read)
        self._blocking = Blocking(Types(self._project))

    def way(self, name: str, extra: tuple[tuple[str, str], ...] = ()) -> str:
        found = self._project.lookup(name, str(self.root))
        assert found is not None
        return written(self._blocking.way(found, extra))

    def _read(self, path: str) -> bytes | None:
        self.read.append(Path(path).name)
        return read_or_none(path)


@pytest.mark.parametrize("order", [*permutations(["one", "two", "three"])])
def test_in_a_circle_the_way_is_the_same_whoever_asks_first(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    asked = Asked(tmp_path, {"app.py": CIRCLE})

    ways = {name: asked.way(f"app.{name}") for name in order}

    assert ways == {
        "one": "one -> two -> three -> four -> time.sleep",
        "two": "two -> three -> four -> time.sleep",
        "three": "three -> four -> time.sleep",
    }


@pytest.mark.parametrize(("length", "is_found"), [(8, True), (9, False)])
def test_a_way_has_at_most_eight_functions(tmp_path: Path, length: int, is_found: bool) -> None:
    links = [f"def f{n}():\n    f{n + 1}()\n" for n in range(1, length)]
    last = f"def f{length}():\n    time.sleep(1)\n"
    asked = Asked(tmp_path, {"app.py": "import time\n" + "\n".join([*links, last])})

    assert bool(asked.way("app.f1")) is is_found
    assert asked.way("app.f2") != ""


def test_only_what_is_reached_is_read(tmp_path: Path) -> None:
    files = {
        "near.py": "import far\ndef load():\n    return far.read()\n",
        "far.py": "import other\ndef read():\n    return open('x')\ndef more():\n    other.f()\n",
        "other.py": "def f():\n    pass\n",
    }
    asked = Asked(tmp_path, files)

    assert asked.way("near.load") == "load -> read -> open"
    assert {*asked.read} == {"near.py", "far.py"}


def test_the_shortest_way_is_shown(tmp_path: Path) -> None:
    text = """
    def load():
        detour()
        return open("x")

    def detour():
        return open("x")

    def outer():
        longer()
        load()

    def longer():
        longest()

    def longest():
        return open("x")
    """
    asked = Asked(tmp_path, {"app.py": text})

    assert asked.way("app.load") == "load -> open"
    assert asked.way("app.outer") == "outer -> load -> open"


def test_calls_of_the_settings_count_where_they_are_in_force(tmp_path: Path) -> None:
    asked = Asked(tmp_path, {"app.py": "import own\ndef send():\n    own.post()\n"})

    assert asked.way("app.send") == ""
    assert asked.way("app.send", (("own.*", "wait"),)) == "send -> own.post"
    assert asked.way("app.send") == ""


@pytest.mark.parametrize(
    "body",
    [
        "if wait:\n        time.sleep(1)",
        "if not wait and data:\n        time.sleep(1)",
        "if mode == 'slow':\n        time.sleep(1)",
        "if not wait:\n        return\n    time.sleep(1)",
        "wait and time.sleep(1)",
        "time.sleep(1) if wait else None",
        "while wait:\n        time.sleep(1)",
        "if hasattr(data, 'read'):\n        return\n    time.sleep(1)",
        "return data\n    time.sleep(1)",
        "assert time.sleep(1)",
        "return (time.sleep(n) for n in data)",
        "return lambda: time.sleep(1)",
        "def inner():\n        time.sleep(1)",
        "class Inner:\n        def f(self):\n            time.sleep(1)",
        "try:\n        data()\n    except ValueError:\n        time.sleep(1)",
        "open('/proc/stat')",
        "open(STAT)",
        "open(f'/proc/{data}')",
        "if data == 'local':\n        time.sleep(1)",
        "if data.startswith('data:'):\n        time.sleep(1)",
        "if data in ('slow', 'late'):\n        time.sleep(1)",
        "raise ValueError(time.sleep(1))",
        "if data.path:\n        time.sleep(1)",
        "if data.path is None or not data.kind == 'file':\n        time.sleep(1)",
        "if isinstance(data.path, str):\n        time.sleep(1)",
        "for item in data:\n        if item.path:\n            time.sleep(1)",
        "if self.text:\n        pass\n    elif self.path:\n        time.sleep(1)",
    ],
)
def test_what_may_not_block_does_not(tmp_path: Path, body: str) -> None:
    text = f"def f(data, wait=False, mode='fast', *, self=0):\n    {body}\n"
    text = f"import time\nSTAT = '/proc/stat'\n\n{text}"
    asked = Asked(tmp_path, {"app.py": text})

    assert asked.way("app.f") == ""


@pytest.mark.parametrize(
    "body",
    [
        "if data:\n        time.sleep(1)",
        "if data == 'local':\n        print(1)\n    else:\n        time.sleep(1)",
        "for n in data:\n        time.sleep(n)",
        "try:\n        time.sleep(1)\n    finally:\n        pass",
        "with data:\n        time.sleep(1)",
        "return [time.sleep(n) for n in data]",
        "if time.sleep(1):\n        pass",
        "if wait:\n        print(1)\n    time.sleep(1)",
        "match data:\n        case 1:\n            time.sleep(1)",
        "print(f'{time.sleep(1)}')",
        "if self.path:\n        time.sleep(1)",
        "if other.path:\n        time.sleep(1)",
        "if not data.exists():\n        time.sleep(1)",
        "if data.end < data.start:\n        time.sleep(1)",
        "if data.path:\n        return\n    time.sleep(1)",
        "for item in other:\n        if item.path:\n            time.sleep(1)",
    ],
)
def test_what_runs_as_it_reads_blocks(tmp_path: Path, body: str) -> None:
    text = f"import time\n\ndef f(data, wait=False, *, self=0):\n    {body}\n"
    asked = Asked(tmp_path, {"app.py": text})

    assert asked.way("app.f") == "f -> time.sleep"
