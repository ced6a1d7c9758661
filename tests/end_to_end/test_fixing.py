"""`check --fix` and its kin, and `fix -i`: what is written, what is said, which status."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from conftest import Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]

BEFORE = "async def f(): ...\n\n\nasync def g():\n    f()\n"
AFTER = BEFORE.replace("    f()", "    await f()")
RISKY = "async def f(): ...\n\n\nasync def g():\n    x = f()\n"
FILES = {"a.py": BEFORE, "b.py": RISKY, "c.py": "import requests\n"}


def test_fix_makes_the_safe_fixes_and_reports_the_rest(project: Write, run: Run) -> None:
    root = project(FILES)

    done = run("check", "--fix", "--output-format=concise", cwd=root)

    assert (root / "a.py").read_text() == AFTER
    assert (root / "b.py").read_text() == RISKY
    assert done.stdout.splitlines()[0].startswith("b.py:5:")
    assert done.stdout.splitlines()[1:] == [
        "1 finding in 3 files",
        "Fixed 1 finding in 1 file",
        "1 more fix with --unsafe-fixes, which can change behaviour",
    ]
    assert (done.returncode, done.stderr) == (1, "")


def test_unsafe_fixes_are_made_on_request_and_listed(project: Write, run: Run) -> None:
    root = project(FILES)

    done = run("check", "--fix-only", "--unsafe-fixes", "--show-fixes", cwd=root)

    assert (root / "b.py").read_text() == RISKY.replace("f()\n", "await f()\n")
    assert done.stdout.splitlines() == [
        "Fixed in a.py:",
        "     1  ASL101  unawaited-coroutine",
        "Fixed in b.py:",
        "     1  ASL102  coroutine-assigned-never-used",
        "Fixed 2 findings in 2 files",
    ]
    assert done.returncode == 0


def test_diff_is_a_patch_and_writes_nothing(project: Write, run: Run) -> None:
    root = project({"a.py": BEFORE.replace("\n", "\r\n").rstrip(), "é/b.py": BEFORE})

    done = run("check", "--diff", cwd=root)
    again = run("check", "--diff", cwd=root)

    assert done.returncode == 1
    assert done.stdout == again.stdout
    command = ["git", "apply", "-p0", "--whitespace=nowarn", "-"]
    patch = subprocess.run(
        command, cwd=root, input=done.stdout.encode(), capture_output=True, check=False
    )
    assert patch.stderr.decode() == ""
    assert (root / "é/b.py").read_text() == AFTER
    assert (root / "a.py").read_bytes() == AFTER.replace("\n", "\r\n").rstrip().encode()
    assert run("check", "--diff", cwd=root).stdout == ""


def test_a_second_run_changes_nothing(project: Write, run: Run) -> None:
    root = project(FILES)
    run("check", "--fix", cwd=root)

    done = run("check", "--fix-only", cwd=root)

    assert done.stdout.splitlines()[0] == "Nothing to fix"


def test_standard_input_is_fixed_to_standard_output(project: Write, run: Run) -> None:
    done = run("check", "--fix", "-", cwd=project({}), stdin=BEFORE)

    assert done.stdout == AFTER
    assert done.stderr == "No findings in 1 file\n"


def test_options_that_say_different_things_are_refused(project: Write, run: Run) -> None:
    root = project(FILES)

    assert run("check", "--unsafe-fixes", cwd=root).stderr == (
        "asynclint: --unsafe-fixes goes with --fix, --fix-only or --diff\n"
    )
    assert run("check", "--diff", "--fix", cwd=root).returncode == 2
    assert (root / "a.py").read_text() == BEFORE


def test_a_path_that_is_not_there_stops_the_run_before_any_fix(project: Write, run: Run) -> None:
    root = project({"a.py": BEFORE})

    done = run("check", "--fix-only", "a.py", "missing.py", cwd=root)

    assert done.stderr == "asynclint: no such file or directory: 'missing.py'\n"
    assert done.returncode == 2
    assert (root / "a.py").read_text() == BEFORE


class TestInteractive:
    TEXT = "async def f(): ...\nasync def g():\n    f()\n    f()  # 2\n    f()  # 3\n"

    def _asked(self, root: Path, run: Run, answers: str) -> tuple[str, str]:
        done = run("fix", "-i", cwd=root, stdin=answers)
        assert done.returncode == 0, done.stderr
        return (root / "a.py").read_text(), done.stdout

    def test_each_change_is_shown_and_asked_for(self, project: Write, run: Run) -> None:
        text, out = self._asked(project({"a.py": self.TEXT}), run, "y\nwhat\nn\ny\n")

        assert text.splitlines()[2:] == ["    await f()", "    f()  # 2", "    await f()  # 3"]
        assert out.count("Make this change?") == 4
        assert "+    await f()  # 2" in out
        assert out.endswith("Fixed 2 findings in 1 file\n")

    def test_all_takes_the_rest(self, project: Write, run: Run) -> None:
        text, out = self._asked(project({"a.py": self.TEXT}), run, "n\na\n")

        assert text.splitlines()[2:] == ["    f()", "    await f()  # 2", "    await f()  # 3"]
        assert out.count("Make this change?") == 2

    def test_quit_keeps_what_was_agreed_to(self, project: Write, run: Run) -> None:
        text, _ = self._asked(project({"a.py": self.TEXT}), run, "y\nq\n")

        assert text.splitlines()[2:] == ["    await f()", "    f()  # 2", "    f()  # 3"]

    def test_the_end_of_input_is_quit(self, project: Write, run: Run) -> None:
        text, out = self._asked(project({"a.py": self.TEXT}), run, "")

        assert text == self.TEXT
        assert out.endswith("Nothing to fix\n")

    def test_changes_are_in_colour(self, project: Write, run: Run) -> None:
        root = project({"a.py": self.TEXT})

        done = run("fix", "-i", cwd=root, stdin="q\n", env={"FORCE_COLOR": "1"})

        assert "\x1b[32m+    await f()\x1b[0m" in done.stdout
        assert "\x1b[31m-    f()\x1b[0m" in done.stdout
