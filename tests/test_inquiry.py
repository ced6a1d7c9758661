"""What `asynclint explain FILE:LINE` says of calls, and of why nothing was said of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from asking import context, write
from conftest import Run

from asynclint.inquiry import account

Write = Callable[[Mapping[str, "str | bytes"]], Path]

BASE = """\
class Client:
    async def get(self): ...
class Sync:
    def get(self): ...
"""
ASKED = {
    "a union that disagrees": (
        "from base import Client, Sync\ndef f(c: Client | Sync):\n    c.get()",
        "`c` may be an instance of `base.Client` or an instance of `base.Sync`",
    ),
    "a parameter without annotation": (
        "def f(c):\n    c.get()",
        "`c` is unknown: a parameter without annotation",
    ),
    "a name nobody binds": ("\n\nc.get()", "`c` is unknown: nothing in the file binds it"),
    "an annotation that leads nowhere": (
        "import base\ndef f(c: base.Missing):\n    c.get()",
        "`c` is unknown: its annotation `base.Missing` names no class that can be found",
    ),
    "several bindings": (
        "def f(x):\n    if x:\n        c = x\n    else:\n        c = 1\n    c.get()",
        "`c` is unknown: bound 2 times, not always to something known",
    ),
    "a chain": (
        "from base import Client\ndef f(c: Client):\n    c.inner.get()",
        "`c.inner` is unknown: not all of its classes make `inner` certain",
    ),
    "a result": (
        "from base import BASE_MAKER\ndef make(): ...\nmake().get()",
        "`make()` is unknown: its function does not say what it returns",
    ),
    "a decorator": (
        "from somewhere import deco\nasync def save(): ...\n@deco\nasync def load(): ...\n"
        "load()",
        "defined at app.py:4, decorated with `somewhere.deco`",
    ),
    "what a call gives": (
        "from base import Client\ndef f(c: Client):\n    return c.get()",
        "the call gives a coroutine",
    ),
    "an awaited call": (
        "from base import Client\nasync def f(c: Client):\n    await c.get()",
        "not reported: it is awaited",
    ),
    "an uncertain call": (
        "def f(c):\n    pass\n    c.get()",
        "not reported: that it makes a coroutine is not certain",
    ),
}


@pytest.mark.parametrize(("text", "said"), ASKED.values(), ids=ASKED.keys())
def test_the_account_says(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"base.py": BASE})
    (tmp_path / "app.py").write_text(text)
    monkeypatch.chdir(tmp_path)
    last = len(text.splitlines())

    lines = account(context(tmp_path, "app.py"), last, None, ())

    assert said in [text.strip() for text in lines]


class TestTheCommand:
    APP = "import base\nasync def f(c: base.Client):\n    '😀'; c.get(); print(c.get())\n"

    def test_it_says_what_was_reported(self, project: Write, run: Run) -> None:
        root = project({"base.py": BASE, "app.py": self.APP})

        done = run("explain", "app.py:3", cwd=root)

        assert done.stdout.splitlines()[:6] == [
            "app.py:3:10: `c.get()`",
            "  `c` is an instance of `base.Client`",
            "  `c.get` is the function `base.Client.get`",
            "  defined at base.py:2",
            "  the call gives a coroutine",
            "  reported: ASL101 unawaited-coroutine",
        ]
        assert (done.returncode, done.stderr) == (0, "")

    def test_a_column_narrows_it_to_the_calls_there(self, project: Write, run: Run) -> None:
        root = project({"base.py": BASE, "app.py": self.APP})

        done = run("explain", "app.py:3:26", cwd=root)

        places = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
        assert places == ["app.py:3:19: `print(c.get())`", "app.py:3:25: `c.get()`"]

    def test_a_line_without_call_says_so(self, project: Write, run: Run) -> None:
        done = run("explain", "app.py:1", cwd=project({"app.py": "x = 1\n"}))

        assert (done.returncode, done.stdout) == (0, "app.py:1: no call stands here\n")

    @pytest.mark.parametrize(
        ("place", "files", "error"),
        [
            ("gone.py:1", {}, "asynclint: gone.py: No such file or directory\n"),
            ("bad.py:1", {"bad.py": "def f(:\n"}, "asynclint: bad.py:1: invalid syntax\n"),
        ],
    )
    def test_what_cannot_be_read_is_an_error(
        self, place: str, files: dict[str, str], error: str, project: Write, run: Run
    ) -> None:
        done = run("explain", place, cwd=project(files))

        assert (done.returncode, done.stdout, done.stderr) == (2, "", error)
