"""The command among pipes, terminals and signals: standard input, closed pipes, full disks,
Ctrl-C, progress for who watches, and the same output every time."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import ROOT, Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]

STORE = "async def save(item): ...\n"
APP = "from .store import save\n\n\nasync def main():\n    save(1)\n"
FILES = {"pkg/__init__.py": "", "pkg/store.py": STORE}
COMMAND = [sys.executable, "-m", "asynclint"]
# Python holds output back unless it is told not to: what is left is written at the very end.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": ""}
MANY = {
    **FILES,
    **{f"pkg/m{i:03}.py": f"import pkg.m{i * 7 % 120:03}\n{APP}main()\n" for i in range(120)},
}


def into(descriptor: int, words: list[str], folder: Path) -> subprocess.CompletedProcess[bytes]:
    """The command run in a folder, with what it prints going to an open file."""
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        stdout=descriptor,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        check=False,
    )


class TestStandardInput:
    def test_a_name_gives_the_text_its_place(self, project: Write, run: Run) -> None:
        root = project(FILES)
        words = ("--output-format=concise", "--stdin-filename", "pkg/app.py")

        named = run("check", "-", *words, cwd=root, stdin=APP)
        short = run("check", *words, cwd=root, stdin=APP)

        assert named.stdout.startswith("pkg/app.py:5:5: ASL101")
        assert (short.stdout, short.returncode) == (named.stdout, 1)

    def test_without_a_name_it_stands_in_the_current_folder(self, project: Write, run: Run) -> None:
        done = run("check", "-", cwd=project(FILES), stdin=APP.replace(".store", "pkg.store"))

        assert done.stdout.startswith("stdin.py:5:5: ASL101")

    def test_full_shows_the_text_that_was_given(self, project: Write, run: Run) -> None:
        root = project({**FILES, "pkg/app.py": "# on disk\n" * 9})
        text = APP.replace("save(1)", "main()")

        done = run("check", "--stdin-filename=./pkg/app.py", "-", cwd=root, stdin=text)

        assert "5 |     main()" in done.stdout.splitlines()
        assert "4 | async def main():" in done.stdout.splitlines()

    def test_per_file_ignores_hold(self, project: Write, run: Run) -> None:
        settings = '[tool.asynclint.per-file-ignores]\n"pkg/*.py" = ["ALL"]\n'
        root = project({**FILES, "pyproject.toml": settings})

        done = run("check", "-", "--stdin-filename=pkg/app.py", cwd=root, stdin=APP)

        assert (done.returncode, done.stdout) == (0, "No findings in 1 file\n")


class TestStreams:
    @pytest.mark.parametrize("words", [["check"], ["rules"], ["--version"]], ids=" ".join)
    def test_a_reader_that_left_is_no_error(self, words: list[str], project: Write) -> None:
        reader, writer = os.pipe()
        os.close(reader)

        done = into(writer, words, project(MANY))
        os.close(writer)

        assert done.stderr == b""
        assert done.returncode in (0, 1)

    @pytest.mark.parametrize("words", [["check"], ["rules"], ["--version"]], ids=" ".join)
    def test_a_full_disk_is_2(self, words: list[str], project: Write) -> None:
        with open("/dev/full", "wb") as full:
            done = into(full.fileno(), words, project(MANY))

        assert done.stderr == b"asynclint: No space left on device\n"
        assert done.returncode == 2

    def test_the_folder_it_starts_in_is_not_imported_from(self, project: Write, run: Run) -> None:
        evil = dict.fromkeys(("json.py", "argparse.py", "marshal.py"), "raise SystemExit(9)\n")
        root = project({**FILES, "pkg/app.py": APP, **evil})

        done = run("check", "--output-format=json", cwd=root)

        assert [f["path"] for f in json.loads(done.stdout)["findings"]] == ["pkg/app.py"]


# A rule that stops at a file, so that what happens meanwhile can be looked at: `started` is
# written to by every process that got there, and nobody goes on until it is killed.
STUCK = """\
import os, signal, sys
from asynclint import session
from asynclint.faces.cli import main

def check(node, ctx):
    with open("started", "a") as file:
        print(os.getpid(), file=file, flush=True)
    while True:
        signal.pause()

rules = [r._replace(check=check) if r.code == "ASL101" else r for r in session.all_rules()]
session.all_rules = lambda: tuple(rules)
sys.exit(main())
"""


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_is_130_and_leaves_nobody_behind(jobs: int, project: Write) -> None:
    root = project(MANY)
    os.mkfifo(root / "started")
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK, "check", f"--jobs={jobs}"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        start_new_session=True,
    )
    handle = os.open(root / "started", os.O_RDWR)  # with a writer, a read waits instead of ending
    with open(handle, encoding="ascii") as started:
        stuck = [int(started.readline()) for _ in range(jobs)]
    os.killpg(process.pid, signal.SIGINT)
    out, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert (out, errors) == (b"", b"")
    assert [one for one in stuck if is_there(one)] == []


# Progress is shown after a second; this clock makes a second of every look at it.
FAST_CLOCK = """\
import sys, itertools, time
ticks = itertools.count()
time.monotonic = lambda: float(next(ticks))
from asynclint.faces.cli import main
sys.exit(main())
"""


@pytest.mark.parametrize("watched", [True, False])
def test_progress_is_for_who_watches(watched: bool, project: Write) -> None:
    terminal, its_end = pty.openpty()
    log = subprocess.PIPE if not watched else its_end
    process = subprocess.Popen(
        [sys.executable, "-c", FAST_CLOCK, "check", "--jobs=1"],
        cwd=project(MANY),
        stdout=subprocess.DEVNULL,
        stderr=log,
        env=ENVIRONMENT,
    )
    os.close(its_end)
    errors = read_all(terminal) if watched else process.communicate()[1]
    process.wait()
    os.close(terminal)

    assert (b"122 of 122 files" in errors) is watched
    assert (errors.endswith(b"\r\x1b[K")) is watched
    assert watched or errors == b""


def test_a_short_run_shows_no_progress(project: Write) -> None:
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, "check"],
        cwd=project({"a.py": "x = 1\n"}),
        stdout=subprocess.DEVNULL,
        stderr=its_end,
        env=ENVIRONMENT,
    )
    os.close(its_end)
    errors = read_all(terminal)
    process.wait()
    os.close(terminal)

    assert (errors, process.returncode) == (b"", 0)


def read_all(terminal: int) -> bytes:
    """Everything until the last writer has closed the terminal."""
    data = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other end is closed
            return data
        if not piece:
            return data
        data += piece


def test_the_same_words_give_the_same_output_every_time(project: Write, run: Run) -> None:
    root = project(MANY)
    words = ("check", "--select=ALL", "--output-format=json")

    outputs = {
        run(*words, f"--jobs={jobs}", cwd=root, env={"PYTHONHASHSEED": seed}).stdout
        for jobs, seed in [(1, "0"), (2, "1"), (3, "2"), (1, "2")]
    }

    (output,) = outputs
    paths = [finding["path"] for finding in json.loads(output)["findings"]]
    assert paths == sorted(paths)
    assert len(set(paths)) == 120


class TestOtherCommands:
    def test_rules_are_listed_in_code_order(self, tmp_path: Path, run: Run) -> None:
        lines = run("rules", cwd=tmp_path).stdout.splitlines()

        assert [line[:6] for line in lines] == sorted(line[:6] for line in lines)
        assert lines[1].split()[:4] == ["ASL001", "unused-suppression", "style", "off"]

    def test_rules_as_json_have_these_fields(self, tmp_path: Path, run: Run) -> None:
        rules = json.loads(run("rules", "--output-format=json", cwd=tmp_path).stdout)

        (rule,) = [rule for rule in rules if rule["code"] == "ASL001"]
        assert rule == {
            "code": "ASL001",
            "name": "unused-suppression",
            "summary": "a noqa comment that hides nothing",
            "group": "style",
            "default": "off",
            "fix": "safe",
            "since": "0.1.0",
            "also_known_as": ["RUF100"],
        }
        assert {rule["default"] for rule in rules} == {"on", "off", "depends"}

    def test_a_page_is_found_by_code_and_by_name(self, tmp_path: Path, run: Run) -> None:
        by_name = run("explain", "unawaited-coroutine", cwd=tmp_path)
        by_code = run("explain", "ASL101", cwd=tmp_path)

        assert by_name.stdout.startswith("# ASL101 unawaited-coroutine\n")
        assert (by_code.stdout, by_code.returncode) == (by_name.stdout, 0)
