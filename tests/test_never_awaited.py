"""Programs that run for real, and the coroutines they lose, against what asynclint says of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from programs import comparing
from programs.comparing import compared, report
from programs.drafts import Files
from programs.running import run, write
from programs.verdicts import Said

CHUNK = 100
# Of the places where a coroutine was lost, how many a finding must point at. The others are
# where asynclint does not know what is called, and says nothing.
FOUND = 0.15


@pytest.mark.parametrize("start", range(0, 6 * CHUNK, CHUNK))
def test_nothing_is_said_of_code_that_loses_nothing(start: int) -> None:
    cases = compared(range(start, start + CHUNK))
    ended = [case for case in cases if not case.run.error]
    losses = [loss for case in ended for loss in case.losses]

    assert [report(case) for case in ended if case.alarms] == []
    assert len(ended) > 0.9 * CHUNK, [case.run.error for case in cases if case.run.error]
    assert sum(loss.is_found for loss in losses) > FOUND * len(losses)


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
        return [
            Said(path, number, "ASL101", "no object can be made")
            for path, text in files.items()
            for number, line in enumerate(text.splitlines(), 1)
            if line.startswith("    ") and "Store" in line and folder.is_dir()
        ]

    monkeypatch.setattr(comparing, "said", alarmed)
    case = next(case for case in compared(range(20)) if case.alarms)

    text = report(case)

    assert "no object can be made" in text
    assert len(text.partition("for example:")[2].splitlines()) < 20
