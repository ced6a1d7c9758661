"""Files are checked in processes that may die; the run and its results may not."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from asynclint import parallel
from asynclint.config import Configuration
from asynclint.disk import read_or_none
from asynclint.engine import Report, Result
from asynclint.selection import selectors
from asynclint.session import Session, all_rules

Write = Callable[[Mapping[str, "str | bytes"]], Path]
BUG = "async def f(): ...\nasync def g():\n    f()\n"


class Poisoned(Session):
    """A session in which some files do to their process what a parser's bug would do."""

    poison: Mapping[str, Callable[[], None]] = {}

    def check_file(self, path: str) -> Result:
        self.poison.get(os.path.basename(path), lambda: None)()
        return super().check_file(path)


def session(root: Path, kind: type[Session] = Session) -> Session:
    configuration = Configuration(
        str(root), read=read_or_none, isolated=True, selectors=lambda: selectors(all_rules())
    )
    return kind(str(root), configuration)


def files(root: Path, count: int) -> list[str]:
    paths = [str(root / f"m{index:03}.py") for index in range(count)]
    for path in paths:
        Path(path).write_text(BUG)
    return paths


def places(report: Report) -> list[tuple[str, str]]:
    return [(os.path.basename(f.path), f.code) for f in report.findings]


def test_processes_find_what_one_process_finds_in_the_same_order(tmp_path: Path) -> None:
    paths = files(tmp_path, 90)

    alone = parallel.check(session(tmp_path), paths, jobs=1)
    together = parallel.check(session(tmp_path), paths, jobs=3)

    assert alone == together
    assert len(alone.findings) == 90


def test_a_killed_process_loses_one_file_and_says_which(tmp_path: Path) -> None:
    paths = files(tmp_path, 60)
    poisoned = session(tmp_path, Poisoned)
    poisoned.poison = {"m007.py": lambda: os.kill(os.getpid(), signal.SIGKILL)}

    report = parallel.check(poisoned, paths, jobs=2)

    assert [place for place in places(report) if place[1] == "ASL000"] == [("m007.py", "ASL000")]
    assert len(report.findings) == 60
    assert len(report.failures) == 1
    assert "m007.py" in report.failures[0]


def test_a_crash_that_does_not_come_again_loses_nothing(tmp_path: Path) -> None:
    paths = files(tmp_path, 60)
    flag = tmp_path / "died"

    def die_once() -> None:
        if not flag.exists():
            flag.touch()
            os.kill(os.getpid(), signal.SIGTERM)

    poisoned = session(tmp_path, Poisoned)
    poisoned.poison = {"m007.py": die_once}

    report = parallel.check(poisoned, paths, jobs=2)

    assert report.failures == []
    assert {code for _, code in places(report)} == {"ASL101"}
    assert len(report.findings) == 60


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    paths = files(tmp_path, 60)
    poisoned = session(tmp_path, Poisoned)
    poisoned.poison = {"m030.py": lambda: time.sleep(60)}

    report = parallel.check(poisoned, paths, jobs=2, patience=1.0)

    assert [place for place in places(report) if place[1] == "ASL000"] == [("m030.py", "ASL000")]
    assert "took longer than 1 seconds" in report.failures[0]
    assert len(report.findings) == 60


def test_progress_counts_up_to_the_number_of_files(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    parallel.check(
        session(tmp_path),
        files(tmp_path, 50),
        jobs=2,
        progress=lambda done, total: seen.append((done, total)),
    )

    assert seen == [(done, 50) for done in range(1, 51)]


def test_names_learnt_before_many_files_hide_nothing(project: Write) -> None:
    modules = {f"pkg/m{index:03}.py": BUG for index in range(220)}
    alias = "from pkg.m000 import f as other\nasync def main():\n    other()\n"
    script = "from store import save\nasync def main():\n    save()\n"
    beside = {"a-folder/store.py": "async def save(): ...\n", "a-folder/app.py": script}
    root = project({**modules, **beside, "pkg/__init__.py": "", "app.py": alias})
    paths = sorted(str(path) for path in root.rglob("*.py"))

    filtered = parallel.check(session(root), paths, jobs=1)
    configuration = session(root).configuration
    complete = parallel.check(Session(str(root), configuration, prefilter=False), paths, jobs=1)

    assert filtered == complete
    assert places(filtered).count(("app.py", "ASL101")) == 2
