"""A session that is told of changes answers as a new one would."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from asynclint.opening import opened
from asynclint.session import Session

Write = Callable[[Mapping[str, "str | bytes"]], Path]

# What each file may say; names lead through re-exports, bases, values and returned objects.
VERSIONS = {
    "store.py": (
        "async def save(x): ...\n",
        "def save(x): ...\n",
        "from deep import save\n",
        "class Store:\n    async def save(self, x): ...\ndef make():\n    return Store()\n",
        "class Store:\n    def save(self, x): ...\ndef make() -> 'Store':\n    return Store()\n",
        "from deep import *\nclass Store(Base): ...\ndef make():\n    return Store()\n",
        "def broken(:\n",
    ),
    "deep.py": (
        "async def save(x): ...\nclass Base:\n    async def save(self, x): ...\n",
        "def save(x): ...\nclass Base:\n    def save(self, x): ...\n",
        "from store import save, Store as Base\n",
        "",
    ),
    "api.py": (
        "from store import *\n",
        "import store\nsave = store.save\n",
        "from deep import save\n",
    ),
    "app.py": (
        "import api, store\nasync def main():\n    api.save(1)\n    store.save(1)\n",
        "import store\nasync def main():\n    s = store.make()\n    s.save(1)\n",
        "from store import Store\n"
        "class Mine(Store):\n    async def go(self):\n        self.save(1)\n",
        "from api import save\nimport deep\n"
        "async def main():\n    save(1)\n    deep.Base().save(2)\n",
    ),
}
EDITS = st.lists(
    st.sampled_from([(name, i) for name, all_ in VERSIONS.items() for i in range(len(all_))]),
    max_size=8,
)


class Editor:
    """Files that exist only here."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.texts = {str(root / name): texts[0].encode() for name, texts in VERSIONS.items()}

    def read(self, path: str) -> bytes:
        return self.texts[path] if path in self.texts else Path(path).read_bytes()

    def session(self) -> Session:
        return opened(str(self.root), isolated=True, read=self.read)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    for name in VERSIONS:
        (root / name).write_text("")
    return root


def places(session: Session, root: Path) -> list[tuple[str, int, str]]:
    found = [f for name in VERSIONS for f in session.check_file(str(root / name)).findings]
    return [(os.path.basename(f.path), f.start.line, f.code) for f in found]


@settings(deadline=None, max_examples=60)
@given(edits=EDITS)
def test_after_any_changes_the_answers_are_those_of_a_new_session(
    root: Path, edits: list[tuple[str, int]]
) -> None:
    editor = Editor(root)
    session = editor.session()
    assert len(places(session, root)) == 2

    for name, version in edits:
        path = str(root / name)
        editor.texts[path] = VERSIONS[name][version].encode()
        session.changed(path)

        assert places(session, root) == places(editor.session(), root)


def test_a_new_file_is_found_and_one_that_went_is_not(project: Write) -> None:
    root = project({"app.py": "import late\nasync def main():\n    late.send(1)\n"})
    session = opened(str(root))
    assert session.check_file(str(root / "app.py")).findings == []

    (root / "late.py").write_text("async def send(x): ...\n")
    session.changed(str(root / "late.py"))
    came = session.check_file(str(root / "app.py")).findings
    (root / "late.py").unlink()
    session.changed(str(root / "late.py"))

    assert [finding.code for finding in came] == ["ASL101"]
    assert session.check_file(str(root / "app.py")).findings == []


def test_a_name_that_becomes_async_is_looked_at_again_in_a_large_project(project: Write) -> None:
    files = {f"m{index}.py": "def f(): ...\n" for index in range(60)}
    store, app = "def save(x): ...\n", "import store\nasync def main():\n    store.save(1)\n"
    root = project({**files, "store.py": store, "app.py": app})
    session = opened(str(root))
    session.prepare([str(path) for path in sorted(root.glob("*.py"))])
    assert session.check_file(str(root / "app.py")).findings == []

    (root / "store.py").write_text("async " + store)
    session.changed(str(root / "store.py"))

    assert [f.code for f in session.check_file(str(root / "app.py")).findings] == ["ASL101"]
