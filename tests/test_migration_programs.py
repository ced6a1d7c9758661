"""The proof of the migration: programs are run, migrated, and run again on both backends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from conftest import ROOT

from asynclint.migration import SETTINGS
from asynclint.model import Finding
from asynclint.opening import opened
from asynclint.repair import Plan, Repair, write
from asynclint.session import Session

_BLOCK = re.compile(
    r"^## (?P<title>[^\n]+)\n\n(?:left: (?P<left>[^\n]+)\n\n)?(?:differs: (?P<differs>[^\n]+)\n\n)?"
    r"```py\n(?P<text>.+?)```$",
    re.MULTILINE | re.DOTALL,
)

_OLD = "<4.15"

# Runs each program of a folder and prints what each prints, or how it ends.
_RUNNER = """\
import contextlib, functools, io, json, os, runpy, sys
backend, folder = sys.argv[1:]
if backend:
    import anyio
    anyio.run = functools.partial(anyio.run, backend=backend)
outputs = {}
for name in sorted(os.listdir(folder)):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            runpy.run_path(os.path.join(folder, name), run_name="__main__")
        except BaseException as error:
            print("ended with", repr(error))
    outputs[name] = out.getvalue()
print(json.dumps(outputs))
"""


class Program(NamedTuple):
    """A program, and what may be left of asyncio in it: rules, some of them only where the
    project asks for no AnyIO from 4.15 on."""

    file: str
    text: str
    left: tuple[str, ...]
    differs: bool

    def left_with(self, dependency: str) -> set[str]:
        """What is left in a project that depends on a release of AnyIO."""
        is_old = "4.15" not in dependency
        kept = (name for name in self.left if is_old or not name.endswith(_OLD))
        return {name.removesuffix(_OLD) for name in kept}


def programs() -> list[Program]:
    text = (ROOT / "tests/data/migration/programs.md").read_text()
    return [
        Program(
            re.sub(r"\W+", "_", match["title"]) + ".py",
            match["text"],
            tuple((match["left"] or "").split()),
            bool(match["differs"]),
        )
        for match in _BLOCK.finditer(text)
    ]


PROGRAMS = programs()


class Proof(NamedTuple):
    """What the programs printed: before, with safe conversions, with all on each backend, in a
    project that depends on some AnyIO."""

    dependency: str
    before: Mapping[str, str]
    safe: Mapping[str, str]
    asyncio: Mapping[str, str]
    trio: Mapping[str, str]
    left: Mapping[str, set[str]]
    texts: Mapping[str, str]
    again: Repair


@pytest.fixture(scope="module", params=["anyio", "anyio>=4.15"])
def proof(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Proof:
    before, safe, everything = (_folder(tmp_path_factory, request.param) for _ in range(3))
    _migrate(safe, lambda finding: finding.fix is not None and finding.fix.safe)
    done = _migrate(everything, lambda finding: finding.fix is not None)
    left: dict[str, set[str]] = {program.file: set() for program in PROGRAMS}
    for finding in done.report.findings:
        left[os.path.basename(finding.path)].add(finding.name)
    return Proof(
        request.param,
        _outputs("", before),
        _outputs("", safe),
        _outputs("asyncio", everything),
        _outputs("trio", everything),
        left,
        {path.name: path.read_text() for path in everything.iterdir()},
        _migrate(everything, lambda finding: finding.fix is not None),
    )


def _folder(factory: pytest.TempPathFactory, dependency: str) -> Path:
    root = factory.mktemp("project")
    (root / "pyproject.toml").write_text(
        f'[project]\nname = "x"\nrequires-python = ">=3.11"\ndependencies = ["{dependency}"]\n'
    )
    folder = root / "programs"
    folder.mkdir()
    for program in PROGRAMS:
        (folder / program.file).write_text(program.text)
    return folder


def _migrate(folder: Path, wanted: Callable[[Finding], bool]) -> Repair:
    def open_(read: Callable[[str], bytes]) -> Session:
        return opened(str(folder.parent), overrides=SETTINGS["anyio"], read=read)

    repair = Plan(open_, sorted(map(str, folder.iterdir())), wanted).run()
    assert write(repair.changes) == []
    assert repair.refused == []
    return repair


def _outputs(backend: str, folder: Path) -> Mapping[str, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", _RUNNER, backend, str(folder)],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outputs: Mapping[str, str] = json.loads(done.stdout)
    return outputs


def test_there_is_a_program_for_every_pattern() -> None:
    text = (ROOT / "tests/data/migration/programs.md").read_text()

    assert len(PROGRAMS) == text.count("\n## ") >= 80
    assert len({program.file for program in PROGRAMS}) == len(PROGRAMS)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.file)
class TestProgram:
    def test_safe_conversions_change_nothing(self, proof: Proof, program: Program) -> None:
        assert "ended with" not in proof.before[program.file]
        assert proof.safe[program.file] == proof.before[program.file]

    def test_what_is_left_is_said(self, proof: Proof, program: Program) -> None:
        left = program.left_with(proof.dependency)

        assert proof.left[program.file] == left
        assert ("asyncio" in proof.texts[program.file]) == bool(left)

    def test_it_runs_as_before_on_asyncio(self, proof: Proof, program: Program) -> None:
        is_same = proof.asyncio[program.file] == proof.before[program.file]

        assert is_same != program.differs, proof.asyncio[program.file]

    def test_it_runs_as_before_on_trio(self, proof: Proof, program: Program) -> None:
        is_same = proof.trio[program.file] == proof.before[program.file]

        if not program.left_with(proof.dependency):
            assert is_same != program.differs, proof.trio[program.file]
        else:  # it says so, and why; asyncio runs it still
            assert proof.asyncio[program.file] == proof.before[program.file]


def test_a_second_run_changes_nothing(proof: Proof) -> None:
    assert proof.again.changes == {}
