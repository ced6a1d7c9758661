"""The comparison with flake8-async and ruff: what it runs, reads, joins and shows. No network."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import archives  # noqa: E402
import peers  # noqa: E402
from counts import Place  # noqa: E402

SOURCE = """\
import asyncio

async def main():
    asyncio.create_task(main())
    open("x")
"""
CORPORA = """\
[[corpus]]
name = "one"
version = "1.0"
kind = "sdist"
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
"""

# Says a finding for each file it is given and ends as the real one does when it finds something;
# breaks at a file called broken.py, whatever stands beside it.
FLAKE8 = """\
#!{python}
import sys
files = [word for word in sys.argv[1:] if word.endswith(".py")]
if any("broken" in name for name in files):
    raise ValueError("cannot")
print(" ".join(sys.argv[1:3]), file=open("said", "a"))
for name in files:
    print(f"{{name}}:4:5: ASYNC300 saved: nowhere")
    print(f"{{name}}:5:5: ASYNC251 no sleep")
    print("a line of something else")
sys.exit(1)
"""
RUFF = """\
#!{python}
import json, os
found = [("RUF006", 4), ("ASYNC230", 5), ("E501", 1)]
print(json.dumps([
    {{"filename": os.path.abspath("app.py"), "code": code, "message": "m",
      "location": {{"row": row, "column": 1}}}} for code, row in found
]))
"""


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with one unpacked package, and the commands of stand-ins for the peers."""
    (tmp_path / "one" / "tests").mkdir(parents=True)
    (tmp_path / "one" / "app.py").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "one" / "plain.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "corpora.toml").write_text(CORPORA, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    for name, text in (("flake8-async", FLAKE8), ("ruff", RUFF)):
        path = tmp_path / "bin" / name
        path.write_text(text.format(python=sys.executable), encoding="utf-8")
        path.chmod(0o755)
    return tmp_path


def run(cache: Path, *words: str) -> int:
    own = ["--cache", str(cache), "--corpora", str(cache / "corpora.toml")]
    return peers.main([*own, *words])


def corpus(cache: Path) -> archives.Corpus:
    return archives.read_corpora(cache / "corpora.toml")[0]


class TestRunning:
    def test_only_files_that_speak_of_async_are_given_to_flake8_async(self, cache: Path) -> None:
        found = list(peers.flake8_async(corpus(cache), cache, cache / "bin"))

        assert [(place.path, place.line, place.code) for place in found] == [
            ("app.py", 4, "ASYNC300"),
            ("app.py", 5, "ASYNC251"),
        ]
        assert (cache / "one" / "said").read_text().startswith("--enable ASYNC100,")

    def test_a_file_it_breaks_at_is_told_and_left_out(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (cache / "one" / "broken.py").write_text(SOURCE, encoding="utf-8")

        found = list(peers.flake8_async(corpus(cache), cache, cache / "bin"))

        assert {place.path for place in found} == {"app.py"}
        assert "one/broken.py: flake8-async: ValueError: cannot" in capsys.readouterr().err

    def test_ruffs_codes_that_no_rule_stands_for_are_left_out(self, cache: Path) -> None:
        found = peers.ruff(corpus(cache), cache, cache / "bin")

        assert [(place.code, place.line) for place in found] == [("RUF006", 4), ("ASYNC230", 5)]

    def test_a_peer_that_says_nothing_is_an_error(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (cache / "bin" / "ruff").write_text("#!/bin/sh\necho no memory >&2\nexit 2\n")

        assert run(cache, "measure", "--only", "ruff", "--peers", str(cache / "bin")) == 2
        assert "one: ruff: no memory" in capsys.readouterr().err


def place(code: str, line: int, name: str, path: str = "app.py") -> Place:
    return Place("one", path, line, 1, code, name, "")


class TestJoining:
    def test_a_finding_is_lacking_where_no_rule_for_its_code_is_on_its_line(self) -> None:
        theirs = [place("ASYNC300", 4, "flake8-async"), place("RUF006", 5, "ruff")]
        ours = [place("ASL201", 4, "dangling-task"), place("ASL430", 5, "blocking-open")]

        assert peers.lacking(theirs, ours) == [theirs[1]]

    def test_two_rules_may_stand_for_one_code(self) -> None:
        theirs = [place("S113", 4, "ruff"), place("UP041", 5, "ruff")]
        ours = [
            place("ASL304", 4, "unlimited-timeout"),
            place("ASL312", 5, "timeout-alias-elsewhere"),
        ]

        assert peers.lacking(theirs, ours) == []

    def test_every_code_of_the_peers_has_a_rule(self) -> None:
        codes = {*peers.CODES["flake8_async"]["codes"], *peers.CODES["ruff"]["codes"]}

        assert codes <= peers._standing().keys()

    def test_the_library_is_the_one_that_most_files_import(self, tmp_path: Path) -> None:
        for name, text in (("a", "import trio\n"), ("b", "from trio import run\n"), ("c", "")):
            (tmp_path / name).write_text(text)

        assert peers._library(sorted(tmp_path.iterdir())) == "trio"
        assert peers._library([tmp_path / "c"]) == "asyncio"


class TestShowing:
    def test_all_three_are_run_and_what_is_lacking_is_shown_with_its_source(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(cache, "measure", "--peers", str(cache / "bin")) == 0
        assert run(cache, "table") == 0
        rows = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert rows[1:] == [
            ["flake8-async", "ASYNC251", "1", "1", "0"],
            ["flake8-async", "ASYNC300", "1", "0", "0"],
            ["ruff", "ASYNC230", "1", "0", "0"],
            ["ruff", "RUF006", "1", "0", "0"],
        ]

        assert run(cache, "missing", "--code", "ASYNC251") == 0
        out = capsys.readouterr().out
        assert '>     5     open("x")' in out
        assert out.endswith("1 findings that asynclint lacks\n")

    def test_what_did_not_run_is_named(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert run(cache, "table") == 2
        assert "flake8-async did not run" in capsys.readouterr().err
        assert run(cache, "table", "two") == 2
        assert "no corpus is called 'two'" in capsys.readouterr().err


def test_reports_are_kept_as_data(cache: Path) -> None:
    run(cache, "measure", "--only", "ruff", "--peers", str(cache / "bin"))

    kept = json.loads((cache / "one.ruff.json").read_text())

    assert [Place(*row).code for row in kept] == ["RUF006", "ASYNC230"]
