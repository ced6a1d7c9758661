"""The benchmark of the pace: what it measures, keeps and shows. No network, no linters."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import growing
import performance_page
import results
import rows
import run as pace
from archives import CorpusError
from chart import Bar, chart
from contest import Contender, Figures, Outcome, contest
from growing import GROWTHS, Point
from metering import peak_memory, timed
from performance_page import Measured

BUSY = "import time\nwhile time.process_time() < {}: pass"
HOLDING = "x = bytearray({} * 1_000_000)\nimport time\ntime.sleep({})"
TWO = "import os, sys, subprocess, time\nx = bytearray(40_000_000)\n"
TWO += "subprocess.run([sys.executable, '-c', '''{}'''])"


def python(code: str) -> list[str]:
    return [sys.executable, "-S", "-c", code]


def contender(name: str, code: str, folder: Path) -> Contender:
    return Contender(name, python(code), folder)


OUTCOME = Outcome({"asynclint": Figures(0.5, 0.25, 20_000_000), "ruff": Figures(1, 1, 5)}, 2, 4, 3)
MEASURED = Measured("a machine", {"warm": OUTCOME}, {"rules": [Point(10, 1.0), Point(200, 1.25)]})


class TestMeasuring:
    def test_what_works_and_what_waits(self, tmp_path: Path) -> None:
        busy = timed(python(BUSY.format(0.3)), tmp_path)
        idle = timed(python("import time; time.sleep(0.3)"), tmp_path)

        assert busy.cpu >= 0.3
        assert idle.wall >= 0.3
        assert idle.cpu < 0.2

    def test_the_memory_of_all_processes_counts(self, tmp_path: Path) -> None:
        alone = peak_memory(python(HOLDING.format(40, 0.3)), tmp_path)
        child = HOLDING.format(40, 0.3)
        two = peak_memory(python(TWO.format(child)), tmp_path)

        assert 40_000_000 < alone < 70_000_000
        assert two > 80_000_000

    def test_a_ratio_is_that_of_runs_side_by_side(self, tmp_path: Path) -> None:
        ours = contender("asynclint", BUSY.format(0.4), tmp_path)
        theirs = contender("ruff", BUSY.format(0.1), tmp_path)

        outcome = contest([ours, theirs], 3)

        assert outcome.cpu_ratio > 2
        assert set(outcome.figures) == {"asynclint", "ruff"}
        assert outcome.figures["ruff"].cpu < outcome.figures["asynclint"].cpu

    def test_each_run_is_prepared_for(self, tmp_path: Path) -> None:
        prepared: list[int] = []
        ours = contender("asynclint", "", tmp_path)._replace(prepare=lambda: prepared.append(1))

        outcome = contest([ours], 3)

        assert len(prepared) == 1 + 3 + 1  # before the first round, the rounds, the memory
        assert outcome.cpu_ratio == 0

    def test_a_command_that_fails_is_named(self, tmp_path: Path) -> None:
        broken = contender("ruff", "import sys; sys.exit('no such rule')", tmp_path)
        with pytest.raises(CorpusError, match="ruff: status 2: bad"):
            contest([broken._replace(command=python("print('bad'); raise SystemExit(2)"))], 1)
        assert contest([broken], 1).rounds == 1  # status 1 is that of findings

    def test_an_edit_changes_a_file_and_leaves_its_time_old(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_text("x = 1\n")
        edit = rows._Editor(path)

        texts, times = [], []
        for _ in range(3):
            edit()
            texts.append(path.read_text())
            times.append(path.stat().st_mtime)

        assert texts == [f"x = 1\n# {number}\n" for number in (1, 2, 3)]
        assert times == sorted(set(times))
        assert times[-1] < 1_700_001_000


class TestGrowth:
    def test_time_is_compared_for_each_file_or_as_it_is(self) -> None:
        assert GROWTHS["files"].factor([Point(10, 1.0), Point(100, 20.0)]) == 2
        assert GROWTHS["rules"].factor([Point(10, 1.0), Point(200, 1.5)]) == 1.5

    def test_made_up_sources_have_the_sizes_they_say(self, tmp_path: Path) -> None:
        bench = rows.Bench(tmp_path, None)  # type: ignore[arg-type]

        ground = growing._tree(bench, 25, 4)
        paths = [path for path in ground.folder.rglob("*.py") if path.stat().st_size]

        assert len(paths) == 25
        assert len({path.read_text() for path in paths}) == 25
        for path in paths:
            compile(path.read_text(), str(path), "exec")
        assert len(growing._block(1, 2).splitlines()) * 4 < len(paths[0].read_text().splitlines())


class TestPage:
    def test_the_parts_between_marks_are_written_and_the_rest_stays(self, tmp_path: Path) -> None:
        page = tmp_path / "performance.md"
        marks = "".join(f"<!-- {name} -->\nold\n<!-- end -->\nmine {name}\n" for name in NAMES)
        page.write_text(f"# Title\n{marks}", encoding="utf-8")

        performance_page.write_page(page, MEASURED)
        once = page.read_text(encoding="utf-8")
        performance_page.write_page(page, MEASURED)

        assert page.read_text(encoding="utf-8") == once
        assert "old" not in once
        assert [f"mine {name}\n" in once for name in NAMES] == [True] * len(NAMES)
        assert "<!-- machine -->\na machine\n<!-- end -->" in once
        assert "| homeassistant, warm, nothing changed | wall ratio | 2.00 | 1.50 | 1.00 |" in once
        assert "misses by 1.3 times" in once
        assert "| peak MB | 20 | 30 | 15 | must |" in once
        assert "| rules on 300 files, time | 10: 1,000, 200: 1,250 | 1.25 | 1.5 |" in once
        assert page.with_suffix(".svg").read_text().startswith("<svg")

    def test_the_page_of_the_documents_has_all_marks(self) -> None:
        text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")

        assert [f"<!-- {name} -->\n" in text for name in NAMES] == [True] * len(NAMES)
        assert text.count("<!-- end -->") == len(NAMES)

    def test_results_are_read_back_on_the_same_machine_alone(self, tmp_path: Path) -> None:
        store = tmp_path / "results.json"

        results.write_results(store, MEASURED)

        assert results.read_results(store, "a machine") == MEASURED
        assert results.read_results(store, "another") == Measured("another", {}, {})
        assert results.read_results(tmp_path / "none", "x") == Measured("x", {}, {})


NAMES = ("machine", "goals", "figures", "growth")


class TestChart:
    def test_labels_are_text(self) -> None:
        picture = ElementTree.fromstring(chart([Bar("a < b & 'c'", 3.0, 0.5)]))

        texts = [each.text for each in picture.iter("{http://www.w3.org/2000/svg}text")]
        assert "a < b & 'c'" in texts
        assert "must" in texts

    def test_a_longer_bar_is_a_larger_share_and_misses_are_another_colour(self) -> None:
        picture = ElementTree.fromstring(chart([Bar("x", s, 0.5) for s in (0.01, 0.5, 2.0, 900)]))

        _, *bars = picture.iter("{http://www.w3.org/2000/svg}rect")
        widths = [float(bar.attrib["width"]) for bar in bars]
        assert widths == sorted(widths)
        assert len({bar.attrib["fill"] for bar in bars[:2]}) == 1
        assert bars[1].attrib["fill"] != bars[2].attrib["fill"] == bars[3].attrib["fill"]


class TestCommand:
    def test_the_rows_are_listed(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert pace.main(["--list"]) == 0

        assert capsys.readouterr().out.split() == [*rows.ROWS, *GROWTHS]

    def test_a_row_or_python_there_is_none_of_is_said(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pace, "install_linters", lambda *given: None)

        assert pace.main(["--cache", str(tmp_path), "--row", "tepid"]) == 2
        assert "no row is called 'tepid'" in capsys.readouterr().err
        assert pace.main(["--cache", str(tmp_path), "--python", "2.7"]) == 2
        assert "there is no Python 2.7" in capsys.readouterr().err

    def test_rows_measured_one_by_one_come_together_on_the_page(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pace, "install_linters", lambda *given: None)
        for name in rows.ROWS:
            row = rows.ROWS[name]._replace(measure=lambda bench, rounds: OUTCOME)
            monkeypatch.setitem(rows.ROWS, name, row)  # type: ignore[arg-type]
        page = tmp_path / "page.md"
        page.write_text("".join(f"<!-- {name} -->\n<!-- end -->\n" for name in NAMES))
        words = ["--cache", str(tmp_path), "--page", str(page)]

        assert pace.main([*words, "--row", "warm"]) == 0
        assert pace.main([*words, "--row", "one"]) == 0
        assert "one file" not in page.read_text()
        assert pace.main([*words, "--write"]) == 0

        assert "| homeassistant, warm, nothing changed | wall ratio |" in page.read_text()
        assert "| one file, command line | CPU ms | 250 | 40 | 20 |" in page.read_text()
