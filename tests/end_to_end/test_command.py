"""`asynclint check`, `rules` and `explain` as a user types them: words in, text and status out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import Run

Write = Callable[[Mapping[str, "str | bytes"]], Path]

STORE = "async def save(item): ...\n"
APP = """\
import requests
from pkg.store import save


async def main():
    "é😀"; save(1)
    lambda: requests.get("u")
    x = 1  # noqa: ASL101
"""
FILES = {"pkg/__init__.py": "", "pkg/store.py": STORE, "pkg/app.py": APP}
LOST = (
    "pkg/app.py:6:11: ASL101 `save(...)` makes a coroutine that nothing awaits, so its body never"
    " runs [unawaited-coroutine]"
)
CODES = ["ASL101", "ASL303"]


def codes(text: str) -> list[str]:
    return [line.split()[1] for line in text.splitlines()[:-1]]


class TestPaths:
    def test_the_current_folder_is_the_default(self, project: Write, run: Run) -> None:
        done = run("check", "--output-format", "concise", cwd=project(FILES))

        assert done.stdout.splitlines()[0] == LOST
        assert done.stdout.splitlines()[-1] == "2 findings in 3 files"
        assert (done.returncode, done.stderr) == (1, "")

    def test_each_file_of_several_paths_is_looked_at_once(self, project: Write, run: Run) -> None:
        paths = ("pkg/store.py", "pkg/app.py", "pkg", "./pkg/app.py")

        done = run("check", "--output-format=concise", *paths, cwd=project(FILES))

        assert codes(done.stdout) == CODES
        assert done.stdout.endswith("2 findings in 3 files\n")

    def test_paths_are_shown_from_the_current_folder(self, project: Write, run: Run) -> None:
        root = project({**FILES, "other/sub/a.py": ""})

        below = run("check", "--output-format=concise", cwd=root / "pkg")
        beside = run("check", "--output-format=concise", "../../pkg", cwd=root / "other/sub")

        assert below.stdout.startswith("app.py:6:11: ASL101")
        assert beside.stdout.startswith("../../pkg/app.py:6:11: ASL101")

    def test_files_outside_the_project_have_their_own(
        self, project: Write, run: Run, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        (elsewhere / "store.py").write_text(STORE)
        (elsewhere / "app.py").write_text(APP.replace("pkg.", ""))
        root = project({"store.py": "def save(item): ...\n"})

        done = run("check", "--output-format=concise", str(elsewhere), cwd=root)

        assert codes(done.stdout) == CODES
        assert done.stdout.startswith(f"{elsewhere}/app.py:6:11: ")


class TestStatus:
    def test_a_clean_project_is_0(self, project: Write, run: Run) -> None:
        done = run("check", cwd=project({"a.py": "x = 1\n"}))

        assert (done.returncode, done.stdout) == (0, "No findings in 1 file\n")

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ("check pkg/ap.py", "no such file or directory: 'pkg/ap.py'; did you mean 'pkg/app."),
            ("check --selct ASL101", "unknown option '--selct'; did you mean '--select'?"),
            ("check --isolatd=1", "unknown option '--isolatd=1'; did you mean '--isolated'?"),
            ("--verion", "unknown option '--verion'; did you mean '--version'?"),
            ("chek", "unknown command 'chek'; did you mean 'check'?"),
            ("check --output-format jsn", "unknown format 'jsn'; did you mean 'json'?"),
            ("check --output-format x", "unknown format 'x'; there are full, concise, json"),
            ("check --jobs=-1", "--jobs must be a number of processes, not '-1'"),
            (
                "check --ignore unawaited-corutine",
                "unknown rule 'unawaited-corutine' in --ignore; did you mean 'unawaited-coro",
            ),
            ("check --config gone.toml", "no such file: 'gone.toml'"),
            ("check --stdin-filename a.py pkg", "--stdin-filename goes with '-' alone"),
            ("explain unawaited", "no rule is called 'unawaited'; did you mean"),
        ],
    )
    def test_a_wrong_word_is_2_and_the_right_one_is_named(
        self, words: str, message: str, project: Write, run: Run
    ) -> None:
        done = run(*words.split(), cwd=project(FILES))

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"asynclint: {message}")
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize("words", [".", "pkg/app.py", "pkg/app.py --jobs=2"])
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (
                "[tool.asynclint]\nselct = []\n",
                "pkg/pyproject.toml:2: unknown key 'selct' in [tool.asynclint];"
                " did you mean 'select'?",
            ),
            ("[tool.asynclint\n", "pkg/pyproject.toml:1: invalid TOML: "),
            (None, "pkg/pyproject.toml: cannot be read"),
        ],
        ids=["key", "syntax", "unreadable"],
    )
    def test_broken_settings_are_2(
        self, content: str | None, message: str, words: str, project: Write, run: Run
    ) -> None:
        root = project(FILES)
        settings = root / "pkg/pyproject.toml"
        settings.mkdir() if content is None else settings.write_text(content)

        done = run("check", *words.split(), cwd=root)

        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"asynclint: {message}")

    def test_a_rule_that_fails_is_named_and_everything_else_goes_on(
        self, project: Write, run: Run, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        program = tmp_path_factory.mktemp("program")
        (program / "broken_rule.py").write_text(
            "import sys\n"
            "from asynclint import session\n"
            "from asynclint.faces.cli import main\n"
            "class Panic(BaseException): pass\n"
            "def check(node, ctx):\n"
            "    if node.lineno == 7: raise Panic('over the edge')\n"
            "    return ()\n"
            "rules = [r._replace(check=check) if r.code == 'ASL303' else r"
            " for r in session.all_rules()]\n"
            "session.all_rules = lambda: tuple(rules)\n"
            "sys.exit(main())\n"
        )
        words = ("check", "--output-format", "concise")
        path = {"PYTHONPATH": str(program)}

        done = run(*words, cwd=project(FILES), module="broken_rule", env=path)

        assert done.stdout.splitlines()[0] == LOST
        assert done.stderr == (
            "asynclint: pkg/app.py:7: requests-without-timeout failed: Panic: over the edge\n"
        )
        assert done.returncode == 2


class TestSelection:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("--select ASL101", ["ASL101"]),
            ("--select requests-without-timeout", ["ASL303"]),
            ("--select ASL1,ASL3", CODES),
            ("--select ASL1 --select ASL3", CODES),
            ("--select suspicious", ["ASL303"]),
            ("--select ALL --ignore ASL3,strict", ["ASL101", "ASL001"]),
            ("--ignore correctness", ["ASL303"]),
            ("--ignore ASL --extend-select ASL101", []),
            ("--extend-select unused-suppression", [*CODES, "ASL001"]),
            ("--select ASL1 --extend-select ASL001,ASL303", [*CODES, "ASL001"]),
            ("--isolated --select style", []),
            ("--config lint/strict.toml", ["ASL303"]),
            ("--isolated --config lint/strict.toml", ["ASL303"]),
            ("--isolated", CODES),
        ],
    )
    def test_rules_are_chosen_by_code_name_prefix_and_group(
        self, words: str, expected: list[str], project: Write, run: Run
    ) -> None:
        root = project({**FILES, "lint/strict.toml": 'select = ["suspicious"]\n'})
        if words.startswith("--isolated"):
            project({"asynclint.toml": "this is not TOML\n"})

        done = run("check", "--output-format", "concise", *words.split(), cwd=root)

        assert done.stderr == ""
        assert codes(done.stdout) == expected

    def test_statistics_count_instead_of_listing(self, project: Write, run: Run) -> None:
        done = run("check", "--statistics", cwd=project({**FILES, "b.py": APP}))

        assert done.stdout.splitlines() == [
            "2  ASL101  unawaited-coroutine",
            "2  ASL303  requests-without-timeout",
            "4 findings in 4 files",
        ]
        assert done.returncode == 1


class TestFormats:
    def test_full_shows_the_place_and_the_definition(self, project: Write, run: Run) -> None:
        done = run("check", "--select=ASL101", cwd=project(FILES))

        assert done.stdout.splitlines() == [
            "pkg/app.py:6:11: ASL101 unawaited-coroutine",
            "  |",
            '6 |     "é😀"; save(1)',
            "  |            ^^^^^^^ `save(...)` makes a coroutine that nothing awaits, so its body"
            " never runs",
            "  ::: pkg/store.py:1:11: defined here",
            "  |",
            "1 | async def save(item): ...",
            "  |           ^^^^",
            "  = fix: Await the coroutine",
            "",
            "1 finding in 3 files",
        ]

    def test_json_is_one_object(self, project: Write, run: Run) -> None:
        words = ("check", "--select=ASL101", "--output-format=json")

        whole = json.loads(run(*words, cwd=project(FILES)).stdout)

        assert (whole["files"], whole["errors"]) == (3, [])
        (finding,) = whole["findings"]
        place = [finding[key] for key in ("path", "line", "column", "end_line", "end_column")]
        assert place == ["pkg/app.py", 6, 11, 6, 18]
        assert finding["related"] == [
            {"path": "pkg/store.py", "line": 1, "column": 11, "message": "defined here"}
        ]

    @pytest.mark.parametrize(
        ("variables", "coloured"),
        [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
    )
    def test_colour_follows_the_environment(
        self, variables: dict[str, str], coloured: bool, project: Write, run: Run
    ) -> None:
        done = run("check", cwd=project(FILES), env={"NO_COLOR": "", **variables})

        assert ("\x1b[" in done.stdout) is coloured

    def test_a_log_that_takes_ascii_only_gets_escapes(self, project: Write, run: Run) -> None:
        done = run("check", cwd=project(FILES), env={"PYTHONIOENCODING": "ascii"})

        assert '"\\xe9\\U0001f600"; save(1)' in done.stdout
        assert done.returncode == 1
