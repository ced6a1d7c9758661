"""The corpora script: what it counts, compares and shows. No network."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

import pytest
import tomli

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import archives  # noqa: E402
import corpora  # noqa: E402
import counts  # noqa: E402
import samples  # noqa: E402

# Speaks the JSON of `asynclint check`: every line with the word `bad` is a finding.
STAND_IN = """
import json, pathlib
findings = [
    {"path": str(path), "code": "ASL999", "name": "bad-line", "message": "a bad line",
     "line": number, "column": 1, "end_line": number, "end_column": 4, "related": [], "fix": None}
    for path in pathlib.Path(".").rglob("*.py")
    for number, line in enumerate(path.read_text().splitlines(), 1) if "bad" in line
]
errors = [str(path) for path in pathlib.Path(".").rglob("unreadable.py")]
print(json.dumps({"findings": findings, "files": 1, "errors": errors}))
"""


class TestCounting:
    def test_findings_are_counted_per_rule_and_corpus(self) -> None:
        found = [place(), place(line=2), place(corpus="two")]

        assert counts.tally(found) == {
            "bad-line": counts.Agreed("ASL999", {"one": 2, "two": 1}),
        }

    def test_agreed_counts_are_read_back_as_written(self, tmp_path: Path) -> None:
        agreed = {"bad-line": counts.Agreed("ASL999", {"discord.py": 2, "one": 1}, 30, 29)}

        counts.write_agreed(tmp_path / "findings", agreed)

        assert counts.read_agreed(tmp_path / "findings") == agreed

    def test_merging_keeps_what_people_wrote_and_the_corpora_not_linted(self) -> None:
        agreed = {"bad-line": counts.Agreed("ASL999", {"one": 5, "two": 7}, 30, 29)}
        today = {"bad-line": counts.Agreed("ASL999", {"one": 6})}

        merged = counts.merge(agreed, today, ["one"])

        assert merged == {"bad-line": counts.Agreed("ASL999", {"one": 6, "two": 7}, 30, 29)}

    def test_a_rule_that_finds_nothing_any_more_counts_nothing(self) -> None:
        agreed = {"bad-line": counts.Agreed("ASL999", {"one": 5}, 5, 4)}

        merged = counts.merge(agreed, {}, ["one"])

        assert merged == {"bad-line": counts.Agreed("ASL999", {}, 5, 4)}

    def test_a_difference_is_one_readable_line(self) -> None:
        agreed = {
            "bad-line": counts.Agreed("ASL999", {"one": 5, "same": 3, "two": 1}),
            "gone-rule": counts.Agreed("ASL998", {"one": 1}),
        }
        today = {"bad-line": counts.Agreed("ASL999", {"one": 7, "same": 3})}

        lines = list(counts.differences(agreed, today, ["one", "same"]))

        assert lines == ["bad-line: one: 5 -> 7 (+2)", "gone-rule: one: 1 -> 0 (-1)"]

    def test_a_rule_name_from_a_report_never_becomes_a_path(self, tmp_path: Path) -> None:
        with pytest.raises(archives.CorpusError, match="not the name of a rule"):
            counts.write_agreed(tmp_path, {"../up": counts.Agreed("ASL999", {})})

    def test_options_become_toml(self) -> None:
        options = {"target-version": "3.13", "src": ["src", "."], "started": True, "size": 3}

        text = counts.settings_text(options)

        assert tomli.loads(text) == options


class TestSampling:
    def test_the_same_seed_gives_the_same_sample_whatever_the_order(self) -> None:
        found = [place(line=number) for number in range(1, 101)]

        first = samples.sample(found, "bad-line", 10, seed=0)

        assert len(set(first)) == 10
        assert first == sorted(first)
        assert first == samples.sample(found[::-1], "ASL999", 10, seed=0)
        assert first != samples.sample(found, "bad-line", 10, seed=1)

    def test_few_findings_are_all_shown(self) -> None:
        found = [place(line=2), place(line=1)]

        assert samples.sample(found, "bad-line", 30, seed=0) == found[::-1]
        assert samples.sample(found, "other-rule", 30, seed=0) == []

    def test_the_line_is_marked_between_its_neighbours(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "a.py").write_bytes(b"a\x0c\rb\r\nc\nd\ne")

        text = samples.show(place(line=3), tmp_path, context=1)

        assert text.splitlines()[1:] == ["      2 b", ">     3 c", "      4 d"]

    def test_the_cookie_of_a_file_is_honoured(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "one" / "a.py").write_bytes("# coding: latin-1\nx = 'é'".encode("latin-1"))

        assert "x = 'é'" in samples.show(place(line=2), tmp_path)

    def test_a_path_outside_the_corpus_is_not_opened(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "a.py").write_text("secret")

        with pytest.raises(archives.CorpusError, match="is not a file of one"):
            samples.show(place(path="../a.py"), tmp_path)


class TestTheCommand:
    @pytest.fixture(autouse=True)
    def _one_corpus_and_a_linter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        package = tmp_path / "stand-in" / "asynclint"
        package.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "__main__.py").write_text(STAND_IN)
        monkeypatch.setenv("PYTHONPATH", str(package.parent))
        project = tmp_path / "made" / "one-1.0"
        project.mkdir(parents=True)
        lines = ["good"] * 20 + ["bad \x1b[31m"] + ["good"] * 20
        (project / "a.py").write_text("\n".join(lines))
        (project / "b.py").write_text("bad")
        (tmp_path / "corpora.toml").write_text(packed(project, tmp_path / "cache" / "archives"))

    def run(self, tmp_path: Path, *words: str) -> int:
        own = ["--cache", str(tmp_path / "cache"), "--corpora", str(tmp_path / "corpora.toml")]
        return corpora.main([*own, "--findings", str(tmp_path / "findings"), *words])

    def test_counts_are_agreed_on_and_then_compared(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.run(tmp_path, "fetch") == 0
        assert self.run(tmp_path, "lint") == 0
        assert self.run(tmp_path, "compare") == 0
        assert "every count is the agreed one" in capsys.readouterr().out

        (tmp_path / "cache" / "one" / "c.py").write_text("bad")

        assert self.run(tmp_path, "compare", "one") == 1
        assert "bad-line: one: 2 -> 3 (+1)" in capsys.readouterr().out

    def test_a_sample_shows_the_source_without_its_control_characters(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.run(tmp_path, "fetch")
        self.run(tmp_path, "lint")
        capsys.readouterr()

        assert self.run(tmp_path, "sample", "bad-line") == 0

        out = capsys.readouterr().out
        assert "== one/a.py:21:1 a bad line" in out
        assert ">    21 bad \\x1b[31m" in out
        assert out.count("good") == 16
        assert out.endswith("2 findings of bad-line\n")

    def test_an_error_of_the_run_is_status_2_and_printed(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.run(tmp_path, "fetch")
        (tmp_path / "cache" / "one" / "unreadable.py").touch()

        assert self.run(tmp_path, "lint") == 2
        assert "one: unreadable.py" in capsys.readouterr().err

    def test_modules_of_a_corpus_are_never_imported(self, tmp_path: Path) -> None:
        self.run(tmp_path, "fetch")
        (tmp_path / "cache" / "one" / "json.py").write_text("raise SystemExit('imported')")

        assert self.run(tmp_path, "lint") == 0

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            (["lint"], "one is not unpacked; run `fetch one` first"),
            (["sample", "bad-line"], "one has no report; run `lint one` first"),
            (["fetch", "two"], "no corpus is called 'two'"),
        ],
    )
    def test_what_is_missing_is_said_in_one_line(
        self,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        words: list[str],
        message: str,
    ) -> None:
        assert self.run(tmp_path, *words) == 2
        assert capsys.readouterr().err == f"corpora: {message}\n"


def place(path: str = "a.py", line: int = 1, corpus: str = "one") -> counts.Place:
    return counts.Place(corpus, path, line, 1, "ASL999", "bad-line", "a bad line")


def packed(project: Path, folder: Path) -> str:
    """Make an sdist of a project in a folder; the entry of `corpora.toml` that pins it."""
    made = shutil.make_archive(str(folder / project.name), "gztar", project.parent, project.name)
    digest = hashlib.sha256(Path(made).read_bytes()).hexdigest()
    return f'[[corpus]]\nname = "one"\nversion = "1.0"\nkind = "sdist"\nsha256 = "{digest}"\n'
