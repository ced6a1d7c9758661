"""The comparison with type checkers: what it reads, runs, joins and shows. No network."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import archives  # noqa: E402
import checkers  # noqa: E402
import environments  # noqa: E402
import figures  # noqa: E402
import judgements  # noqa: E402
import type_checkers  # noqa: E402

SOURCE = """\
import asyncio

async def save(): ...

async def main():
    save()
    asyncio.gather(save())
    await save()
"""

# Speaks the JSON of pyright, which counts lines and characters from nought.
PYRIGHT = """
import json, os
found = [
    {"file": os.path.abspath("app.py"), "rule": rule, "message": "not awaited\\n  more",
     "range": {"start": {"line": 5, "character": 4}}}
    for rule in ("reportUnusedCoroutine", "reportMissingImports")
]
print(json.dumps({"generalDiagnostics": found, "summary": {"filesAnalyzed": 1}}))
"""

PACKAGE = archives.Corpus("one", "1.0", "sdist", "0" * 64, {})


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with one unpacked package and the environment of no dependencies."""
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "app.py").write_text(SOURCE, encoding="utf-8")
    python = environments.python_of(environments.environment_of(PACKAGE, tmp_path))
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path


@pytest.fixture
def tools(tmp_path: Path) -> environments.Tools:
    """The mypy that is installed here, and a stand-in for pyright, which comes from npm."""
    stand_in = tmp_path / "pyright.py"
    stand_in.write_text(PYRIGHT, encoding="utf-8")
    return environments.Tools([sys.executable, str(stand_in)], [sys.executable, "-m", "mypy"])


class TestRunning:
    def test_places_of_pyright_count_from_one_and_other_rules_are_left_out(
        self, cache: Path, tools: environments.Tools
    ) -> None:
        run = checkers.pyright(PACKAGE, cache, tools)

        expected = checkers.Report("app.py", 6, 5, "reportUnusedCoroutine", "not awaited")
        assert run.findings == [expected]

    def test_nothing_is_left_in_the_package(self, cache: Path, tools: environments.Tools) -> None:
        checkers.pyright(PACKAGE, cache, tools)

        assert [path.name for path in (cache / "one").iterdir()] == ["app.py"]

    def test_mypy_names_dropped_coroutines_and_dropped_futures(
        self, cache: Path, tools: environments.Tools
    ) -> None:
        run = checkers.mypy(PACKAGE, cache, tools)

        places = [(report.line, report.rule) for report in run.findings]
        assert places == [(6, "unused-coroutine"), (7, "unused-awaitable")]

    @pytest.mark.parametrize("checker", [checkers.asynclint, checkers.asynclint_alone])
    def test_asynclint_says_what_its_coroutine_family_finds(
        self, checker: checkers.Checker, cache: Path, tools: environments.Tools
    ) -> None:
        run = checker(PACKAGE, cache, tools)

        assert [(report.line, report.rule) for report in run.findings] == [
            (6, "ASL101"),
            (7, "ASL104"),
        ]

    def test_time_is_measured(self, cache: Path, tools: environments.Tools) -> None:
        run = checkers.asynclint(PACKAGE, cache, tools)

        assert run.cpu > 0
        assert run.wall > 0

    def test_a_checker_that_breaks_is_named(self, cache: Path, tools: environments.Tools) -> None:
        broken = tools._replace(pyright=[sys.executable, "-c", "raise SystemExit('no memory')"])

        with pytest.raises(archives.CorpusError, match="one: pyright: no memory"):
            checkers.pyright(PACKAGE, cache, broken)

    def test_a_run_is_read_back_as_written(self, cache: Path, tools: environments.Tools) -> None:
        run = checkers.asynclint(PACKAGE, cache, tools)

        checkers.write_run(cache, "asynclint", run)

        assert checkers.read_run(cache, "one", "asynclint") == run


class TestJudging:
    def test_a_verdict_survives_and_says_who_reports_the_place_now(self) -> None:
        judged = [judgements.Judged("app.py", 6, (), (), "true", "never awaited")]

        merged = judgements.merge(judged, {"pyright": run(6), "mypy": run(6)})

        assert merged == [
            judgements.Judged("app.py", 6, ("mypy", "pyright"), ("rule",), "true", "never awaited")
        ]

    def test_a_new_place_has_no_verdict(self) -> None:
        merged = judgements.merge([], {"mypy": run(6)})

        assert judgements.unjudged(merged) == [judgements.Judged("app.py", 6, ("mypy",), ("rule",))]

    def test_a_place_that_nobody_reports_any_more_keeps_its_verdict(self) -> None:
        judged = [judgements.Judged("app.py", 6, ("mypy",), ("rule",), "false", "a future")]

        merged = judgements.merge(judged, {"mypy": run()})

        assert merged == [judgements.Judged("app.py", 6, (), (), "false", "a future")]

    def test_what_was_judged_is_read_back_as_written(self, tmp_path: Path) -> None:
        judged = [judgements.Judged("ä.py", 6, ("mypy",), ("rule",), "true", 'says "done"')]

        judgements.write_judged(tmp_path / "judged", "one", judged)

        assert judgements.read_judged(tmp_path / "judged", "one") == judged

    @pytest.mark.parametrize(
        ("verdict", "reason", "complaint"),
        [("maybe", "who knows", "no verdict is 'maybe'"), ("true", "", "needs a reason")],
    )
    def test_a_verdict_is_a_known_one_with_a_reason(
        self, verdict: str, reason: str, complaint: str, tmp_path: Path
    ) -> None:
        judged = [judgements.Judged("app.py", 6, (), (), verdict, reason)]
        judgements.write_judged(tmp_path, "one", judged)

        with pytest.raises(archives.CorpusError, match=complaint):
            judgements.read_judged(tmp_path, "one")


class TestReporting:
    def test_a_finding_without_a_verdict_is_shown_and_fails(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        measured(cache)

        status = type_checkers.main([*options(cache), "report"])

        assert status == 1
        assert "unjudged: one/app.py:6: mypy, pyright: save()" in capsys.readouterr().out

    def test_recorded_findings_with_verdicts_pass(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        measured(cache)
        type_checkers.main([*options(cache), "record"])
        path = cache / "judged" / "one.toml"
        text = path.read_text(encoding="utf-8")
        text = text.replace('verdict = ""', 'verdict = "true"')
        path.write_text(text.replace('reason = ""', 'reason = "dropped"'), encoding="utf-8")

        status = type_checkers.main([*options(cache), "report"])

        assert status == 0
        assert "every finding has a verdict" in capsys.readouterr().out

    def test_a_true_finding_of_a_peer_that_asynclint_lacks_is_named(self) -> None:
        judged = [judgements.Judged("app.py", 6, ("pyright",), ("rule",), "true", "dropped")]
        runs = dict.fromkeys(checkers.CHECKERS, run())

        lines = list(figures.figures({"one": runs}, {"one": judged}))

        assert "asynclint has 0 of 1 true ones of pyright" in lines
        assert "  missed: one/app.py:6" in lines

    def test_times_are_compared_over_all_packages(self) -> None:
        runs = dict.fromkeys(checkers.CHECKERS, run()._replace(wall=1.0))
        runs["pyright"] = run()._replace(wall=30.0)

        lines = list(figures.figures({"one": runs}, {"one": []}))

        assert lines[-1].split() == ["all", "30.0", "1.0", "1.0", "1.0", "1/30.0"]

    def test_a_package_that_was_not_measured_is_named(
        self, cache: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        write_packages(cache)

        status = type_checkers.main([*options(cache), "report"])

        assert status == 2
        assert "run `measure one` first" in capsys.readouterr().err


class TestData:
    """What the repository keeps about the packages of the comparison."""

    PACKAGES = archives.read_corpora(BENCHMARKS / "type_checkers.toml")

    def test_there_are_enough_packages(self) -> None:
        assert len(self.PACKAGES) >= 8

    @pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
    def test_dependencies_are_exact_versions(self, package: archives.Corpus) -> None:
        listed = (BENCHMARKS / "environments" / f"{package.name}.txt").read_text(encoding="utf-8")

        assert [line for line in listed.splitlines() if line.count("==") != 1] == []

    @pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
    def test_every_recorded_finding_has_a_verdict(self, package: archives.Corpus) -> None:
        judged = judgements.read_judged(BENCHMARKS / "judged", package.name)

        assert judgements.unjudged(judged) == []


def run(*lines: int) -> checkers.Run:
    """What a checker says that reports these lines."""
    found = [checkers.Report("app.py", line, 5, "rule", "a message") for line in lines]
    return checkers.Run("one", 1, 2.0, 1.0, found)


def options(cache: Path) -> list[str]:
    return [
        *("--cache", str(cache)),
        *("--packages", str(cache / "packages.toml")),
        *("--judged", str(cache / "judged")),
    ]


def write_packages(cache: Path) -> None:
    values = {key: json.dumps(value) for key, value in PACKAGE._asdict().items() if value}
    text = "[[corpus]]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
    (cache / "packages.toml").write_text(text, encoding="utf-8")


def measured(cache: Path) -> None:
    """One place that both type checkers report."""
    write_packages(cache)
    for checker in checkers.CHECKERS:
        found = run(6) if checker in {"pyright", "mypy"} else run()
        checkers.write_run(cache, checker, found)
