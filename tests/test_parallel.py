"""Files are checked in processes that may die; the run and its results may not."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from poisoned import poisoned

from asynclint import parallel
from asynclint.engine import Report
from asynclint.faces.cli import main
from asynclint.opening import Opened, opened
from asynclint.session import Session
from asynclint.spawning import Spawns
from asynclint.workers import Crew, Forks

Write = Callable[[Mapping[str, "str | bytes"]], Path]
BUG = "async def f(): ...\nasync def g():\n    f()\n"

# A worker that is started afresh, with poison in its files.
PROGRAM = f"import sys; sys.path[:] = [{str(Path(__file__).parent)!r}, *{{path!r}}]; "
PROGRAM += "from poisoned import main; main({poison!r})"

Run = Callable[..., Report]


@pytest.fixture(params=["forked", "started afresh"])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Checks files in both kinds of processes, with poison in some of the files."""

    def call(
        session: Opened, paths: list[str], poison: Mapping[str, str] | None = None, **options: Any
    ) -> Report:
        crew: Crew
        if request.param == "forked":
            check = poisoned(poison or {}, Session.check_file)
            monkeypatch.setattr(Session, "check_file", check)
            crew = Forks(session)
        else:
            crew = Spawns(session, program=PROGRAM.replace("{poison!r}", _braced(poison or {})))
        return parallel.check(session, paths, crew=crew, **options)

    return call


def _braced(poison: Mapping[str, str]) -> str:
    return repr(dict(poison)).replace("{", "{{").replace("}", "}}")


def session(root: Path) -> Opened:
    return opened(str(root), isolated=True)


def files(root: Path, count: int) -> list[str]:
    paths = [str(root / f"m{index:03}.py") for index in range(count)]
    for path in paths:
        Path(path).write_text(BUG)
    return paths


def places(report: Report) -> list[tuple[str, str]]:
    return [(os.path.basename(f.path), f.code) for f in report.findings]


def test_processes_find_what_one_process_finds_in_the_same_order(
    tmp_path: Path, run: Run
) -> None:
    paths = files(tmp_path, 90)

    alone = parallel.check(session(tmp_path), paths, jobs=1)
    together = run(session(tmp_path), paths, jobs=3)

    assert alone == together
    assert len(alone.findings) == 90


def test_a_killed_process_loses_one_file_and_says_which(tmp_path: Path, run: Run) -> None:
    report = run(session(tmp_path), files(tmp_path, 60), {"m007.py": "SIGKILL"}, jobs=2)

    assert [place for place in places(report) if place[1] == "ASL000"] == [("m007.py", "ASL000")]
    assert len(report.findings) == 60
    assert len(report.failures) == 1
    assert "m007.py" in report.failures[0]
    assert "out of memory?" in report.failures[0]


def test_a_crash_that_does_not_come_again_loses_nothing(tmp_path: Path, run: Run) -> None:
    poison = {"m007.py": f"once {tmp_path / 'died'}"}

    report = run(session(tmp_path), files(tmp_path, 60), poison, jobs=2)

    assert (tmp_path / "died").exists()
    assert report.failures == []
    assert {code for _, code in places(report)} == {"ASL101"}
    assert len(report.findings) == 60


def test_every_process_may_die(tmp_path: Path, run: Run) -> None:
    poison = {f"m0{index}.py": "SIGTERM" for index in (10, 20, 30, 40, 50)}

    report = run(session(tmp_path), files(tmp_path, 60), poison, jobs=2)

    lost = [os.path.basename(f.path) for f in report.findings if f.code == "ASL000"]
    assert lost == sorted(poison)
    assert len(report.findings) == 60


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, run: Run) -> None:
    paths = files(tmp_path, 60)

    report = run(session(tmp_path), paths, {"m030.py": "sleep"}, jobs=2, patience=1.0)

    assert [place for place in places(report) if place[1] == "ASL000"] == [("m030.py", "ASL000")]
    assert "took longer than 1 seconds" in report.failures[0]
    assert len(report.findings) == 60


def test_progress_counts_up_to_the_number_of_files(tmp_path: Path, run: Run) -> None:
    seen: list[tuple[int, int]] = []

    run(
        session(tmp_path),
        files(tmp_path, 50),
        jobs=2,
        progress=lambda done, total: seen.append((done, total)),
    )

    assert seen == [(done, 50) for done in range(1, 51)]


def test_a_process_started_afresh_knows_what_this_one_does(
    project: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings of the command and text that is not on the disk; and it imports nothing from
    the folder it is started in."""
    clean = "import time\n\n\nasync def f(): ...\n"
    root = project({f"m{index:02}.py": clean for index in range(50)})
    paths = sorted(map(str, root.glob("*.py")))
    texts = {paths[3]: b"import time\n\n\nasync def f():\n    time.sleep(1)\n    f()\n"}
    monkeypatch.setattr(sys, "path", [*sys.path, ""])
    (root / "asynclint.py").write_text("raise SystemExit('ran what is in the folder')")
    monkeypatch.chdir(root)

    def read(path: str) -> bytes:
        return texts[path] if path in texts else Path(path).read_bytes()

    overrides = {"select": ["ASL401"]}
    reader = opened(str(root), isolated=True, overrides=overrides, read=read)
    report = parallel.check(reader, paths, jobs=2, crew=Spawns(reader, texts))

    assert places(report) == [("m03.py", "ASL401")]


def test_where_no_process_can_be_forked_others_are_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = files(tmp_path, 60)
    started: list[object] = []
    start = Spawns.start
    monkeypatch.setattr(Spawns, "start", lambda crew: started.append(crew) or start(crew))
    monkeypatch.delattr(os, "fork")

    report = parallel.check(session(tmp_path), paths, jobs=2)

    assert len(started) == 2
    assert len(report.findings) == 60


def test_runs_cover_all_files_and_get_shorter() -> None:
    for count in (1, 5, 60, 1_000):
        runs = list(parallel._runs(count, 2))

        assert [index for run in runs for index in run] == list(range(count))
        assert [len(run) for run in runs] == sorted((len(run) for run in runs), reverse=True)
    assert len(runs[0]) > len(runs[-2])


def test_names_learnt_before_many_files_hide_nothing(project: Write) -> None:
    modules = {f"pkg/m{index:03}.py": BUG for index in range(220)}
    alias = "from pkg.m000 import f as other\nasync def main():\n    other()\n"
    script = "from store import save\nasync def main():\n    save()\n"
    beside = {"a-folder/store.py": "async def save(): ...\n", "a-folder/app.py": script}
    root = project({**modules, **beside, "pkg/__init__.py": "", "app.py": alias})
    paths = sorted(str(path) for path in root.rglob("*.py"))

    filtered = parallel.check(session(root), paths, jobs=1)
    complete = parallel.check(opened(str(root), isolated=True, prefilter=False), paths, jobs=1)

    assert filtered == complete
    assert places(filtered).count(("app.py", "ASL101")) == 2


def test_fixes_that_are_not_written_yet_are_known_to_processes_started_afresh(
    project: Write, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = project({f"m{index:02}.py": BUG for index in range(50)})
    monkeypatch.chdir(root)
    monkeypatch.delattr(os, "fork")

    status = main(["check", "--isolated", "--fix", "--jobs=2", "."])

    said = "No findings in 50 files\nFixed 50 findings in 50 files\n"
    assert (status, capsys.readouterr().out) == (0, said)
    texts = {path.read_text() for path in root.glob("*.py")}
    assert texts == {BUG.replace("    f()", "    await f()")}
