"""What all tests share: the checkout, a way to run the command, a way to build a project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from end_to_end.speaking import Speaker

ROOT = Path(__file__).resolve().parents[1]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The folder of the repository."""
    return ROOT


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """An empty folder that counts as a project of its own."""
    (tmp_path / ".git").mkdir()
    return tmp_path


@pytest.fixture
def project(repository: Path) -> Callable[[Mapping[str, str | bytes]], Path]:
    """Writes files into a fresh folder that counts as a project of its own."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return repository

    return write


@pytest.fixture
def speaker(repository: Path) -> Iterator[Speaker]:
    """A client of a language server of its own, which was started in the folder `repository`."""
    from speaking import Speaker  # which only the tests beside it can import

    speaker = Speaker(repository)
    yield speaker
    speaker.close()


@pytest.fixture
def run() -> Run:
    """Runs `python -m asynclint` or another module as a user would, in a process of its own."""

    def call(
        *words: str,
        cwd: Path,
        module: str = "asynclint",
        stdin: str | bytes = "",
        env: Mapping[str, str] | None = None,
        timeout: float = 120,
    ) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, **(env or {})}
        environment.pop("FORCE_COLOR", None) if not env or "FORCE_COLOR" not in env else None
        # An empty entry would stand for the folder the command is started in.
        entries = (str(ROOT / "src"), environment.get("PYTHONPATH", ""))
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, entries))
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            cwd=cwd,
            input=data,
            capture_output=True,
            env=environment,
            timeout=timeout,
            check=False,
        )
        return subprocess.CompletedProcess(
            done.args,
            done.returncode,
            done.stdout.decode("utf-8", "replace"),
            done.stderr.decode("utf-8", "replace"),
        )

    return call
