"""Programs that run for real, and the coroutines they lose, against what asynclint says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs import comparing
from programs.comparing import compared, report
from programs.drafts import Files
from programs.running import run, write
from programs.shrinking import shown, shrunk
from programs.verdicts import Said

CHUNK = 100
# Places where a class or function is plain to see, but for methods of an odd make: so many of the
# coroutines lost there must be found. Elsewhere silence is often all that is right.
PLAIN = {
    "after del",
    "function of a module",
    "made in place",
    "overridden",
    "rebound",
    "straight",
    "super",
    "two bases",
    "two bases from outside",
    "unpacked",
    "walrus",
}
FOUND = 0.6


@pytest.mark.parametrize("start", range(0, 6 * CHUNK, CHUNK))
def test_nothing_is_said_of_code_that_loses_nothing(start: int) -> None:
    cases = compared(range(start, start + CHUNK))
    ended = [case for case in cases if not case.run.error]
    plain = [loss for case in ended for loss in case.losses if loss.topic in PLAIN]

    assert [report(case) for case in ended if case.alarms] == []
    assert len(ended) > 0.9 * CHUNK, [case.run.error for case in cases if case.run.error]
    assert sum(loss.is_found for loss in plain) >= FOUND * len(plain) > 0


def test_a_lost_coroutine_is_noticed_where_it_was_made(tmp_path: Path) -> None:
    files = {
        "store.py": "async def save(): ...\ndef later():\n    return save()\n",
        "main.py": (
            "import store\nasync def main():\n    await store.save()\n    store.save()\n"
            "    one = store.later()\n    del one\n    await store.later()\n"
        ),
    }
    write(tmp_path, files)

    (ran,) = run([tmp_path])

    assert ran.error == ""
    assert ran.unawaited == ((("main.py", 4),), (("store.py", 3), ("main.py", 5)))
    assert ("main.py", 7) in ran.lines


def test_a_program_that_raises_or_never_ends_proves_nothing(tmp_path: Path) -> None:
    write(tmp_path / "a", {"main.py": "async def main():\n    1 / 0\n"})
    write(tmp_path / "b", {"main.py": "async def main():\n    while True:\n        len([])\n"})

    raised, endless = run([tmp_path / "a", tmp_path / "b"])

    assert raised.error == "ZeroDivisionError: division by zero"
    assert endless.error == "Endless: "


def test_a_false_alarm_is_shown_with_a_small_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def alarmed(folder: Path, files: Files) -> list[Said]:
        assert folder.is_dir()
        lines = files["main.py"].splitlines()
        return [
            Said("main.py", number, "ASL101", "nothing can be awaited")
            for number, line in enumerate(lines, 1)
            if "len" in line
        ]

    files = {"main.py": "import os\nasync def main():\n    len([])\n    os.getcwd()\n"}
    monkeypatch.setattr(comparing, "said", alarmed)
    monkeypatch.setattr(comparing, "filled", lambda *_: files)

    (case,) = compared([7])

    assert report(case) == (
        "seed 7\nmain.py:3: ASL101 nothing can be awaited\nfor example:\n"
        "`main.py`:\nasync def main():\n    len([])\n"
    )


def test_a_program_is_made_small() -> None:
    files = {
        "a.py": "import os\n@one\n@two\nclass A:\n    x = 1\n    def f(self): return self\n",
        "b.py": "if 1:\n    try:\n        keep(1)\n        lose(2)\n    finally:\n        pass\n",
        "c.py": "class B:\n    y = 1\n    z = 2\n",
    }

    small = shrunk(files, lambda programs: ["keep" in program["b.py"] for program in programs])

    assert shown(small) == "`b.py`:\nkeep(1)\n"
