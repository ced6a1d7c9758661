"""A project of many files with a cache, whose runs tell which files they really looked at."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from asynclint import parallel
from asynclint.engine import Report
from asynclint.faces.cli import check, main, recall
from asynclint.session import Session

LATE = 1_600_000_000
CLEAN = "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n"
FAULTY = CLEAN.replace("await ", "")


class Place:
    """The project, its cache, and `looked`: for each run that was not told again, the files it
    looked at."""

    clock = 0

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.root = root
        self.cache = root.parent / "cache"
        self._capsys = capsys
        self.looked: list[list[str]] = []
        for number in range(recall.WORTH):
            self.write(f"package/module_{number}.py", CLEAN)
        self.write("package/app.py", FAULTY)

    @property
    def checked(self) -> int:
        """How many runs were not told again."""
        return len(self.looked)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        self.age()

    def age(self) -> None:
        """Make all times old enough to be trusted, those of what just changed as well."""
        for current, _, names in os.walk(self.root):
            for path in (current, *(os.path.join(current, name) for name in names)):
                if os.stat(path).st_mtime > LATE + 10_000:
                    Place.clock += 1
                    os.utime(path, (LATE, LATE + Place.clock))

    def run(self, *words: str) -> tuple[int, str]:
        """Status and output of a run."""
        status = main(["check", ".", *words])
        return status, self._capsys.readouterr().out

    def kept(self, suffix: str = "") -> list[Path]:
        """The files in the cache with a suffix."""
        return sorted(path for path in self.cache.glob("*") if path.suffix == suffix)


def placed(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    """A place in a folder, which becomes the current one."""
    (root / "project").mkdir()
    monkeypatch.chdir(root / "project")
    monkeypatch.setenv("ASYNCLINT_CACHE_DIR", str(root / "cache"))
    for name in ("VIRTUAL_ENV", "CONDA_PREFIX"):  # names are learnt where nothing is installed
        monkeypatch.delenv(name, raising=False)
    made = Place(root / "project", capsys)
    real = parallel.check

    def seen(session: Session, paths: Sequence[str], **options: object) -> Report:
        made.looked.append(sorted(os.path.relpath(path) for path in paths))
        return real(session, paths, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(check.parallel, "check", seen)
    return made
