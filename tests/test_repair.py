"""Fixes reach the disk whole or not at all, and a project comes to rest."""

from __future__ import annotations

import os
import random
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from asynclint import disk
from asynclint.model import Finding
from asynclint.opening import opened
from asynclint.repair import Change, Plan, write
from asynclint.session import Session

LOST = "async def f(): ...\nasync def g():\n    f()\n"


def opener(root: Path) -> Callable[[Callable[[str], bytes]], Session]:
    return lambda read: opened(str(root), isolated=True, read=read)


def safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe


def test_a_plan_changes_nothing_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text(LOST)

    repair = Plan(opener(tmp_path), [str(path)], safe).run()

    assert path.read_text() == LOST
    assert repair.changes == {
        str(path): Change(LOST.encode(), LOST.replace("    f()", "    await f()").encode())
    }
    assert repair.report.findings == []
    assert [finding.code for finding in repair.made] == ["ASL101"]


def test_a_fix_in_one_file_is_seen_by_the_others_in_the_next_pass(tmp_path: Path) -> None:
    items = "class Items:\n    async def __aiter__(self):\n        return self\n\n"
    items += "    async def __anext__(self): ...\n"
    (tmp_path / "items.py").write_text(items)
    (tmp_path / "uses.py").write_text(LOST)
    paths = [str(tmp_path / name) for name in ("items.py", "uses.py")]

    first = Plan(opener(tmp_path), paths, safe).run()
    assert write(first.changes) == []
    second = Plan(opener(tmp_path), paths, safe).run()

    assert len(first.changes) == 2
    assert second.changes == {}
    assert second.report.findings == first.report.findings


class TestReplacing:
    def test_mode_and_link_stay(self, tmp_path: Path) -> None:
        real, link = tmp_path / "real.py", tmp_path / "link.py"
        real.write_bytes(b"old")
        real.chmod(0o754)
        link.symlink_to(real)

        disk.replace(str(link), b"new", b"old")

        assert link.is_symlink()
        assert real.read_bytes() == b"new"
        assert stat.S_IMODE(real.stat().st_mode) == 0o754
        assert sorted(os.listdir(tmp_path)) == ["link.py", "real.py"]

    def test_a_file_that_changed_meanwhile_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_bytes(b"edited")

        failures = write({str(path): Change(b"old", b"new")})

        assert path.read_bytes() == b"edited"
        assert failures == [f"{path}: not written: changed since it was read"]
        assert os.listdir(tmp_path) == ["a.py"]

    def test_the_others_are_written_when_one_cannot_be(self, tmp_path: Path) -> None:
        gone, here = str(tmp_path / "gone.py"), tmp_path / "here.py"
        here.write_bytes(b"old")
        change = Change(b"old", b"new")

        failures = write({gone: change, str(here): change})

        assert len(failures) == 1
        assert here.read_bytes() == b"new"


PROGRAM = """\
import sys
from asynclint import disk
texts = [letter * 300_000 for letter in (b"a", b"b")]
print("ready", flush=True)
while True:
    for path in sys.argv[1:]:
        disk.replace(path, texts[1], texts[0])
        disk.replace(path, texts[0], texts[1])
"""


@pytest.mark.parametrize("trial", range(20))
def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new(tmp_path: Path, trial: int) -> None:
    whole = {letter * 300_000 for letter in (b"a", b"b")}
    paths = [tmp_path / name for name in ("a.py", "b.py")]
    for path in paths:
        path.write_bytes(b"a" * 300_000)
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, paths)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()

    for path in paths * random.Random(trial).randint(1, 40):
        assert path.read_bytes() in whole
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    assert [path.read_bytes() in whole for path in paths] == [True, True]
