"""Whatever happens to the cache or beside it, a run says what one without says: few turns here,
many by `benchmarks/cache_trials.py`."""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))

import cache_faults
import cache_trials
from trial_project import TrialProject

from asynclint import columns, ledger, stamps
from asynclint.faces.cli import recall

TURNS = {"corrupted": 16, "concurrent": 5, "edited": 6, "restored": 4, "changed": 8}


def _trial(place: Path, name: str, turns: int, seed: int = 5) -> list[str]:
    """What went wrong."""
    project = TrialProject(place, cache_trials.SIZE, Random(seed))
    return list(cache_trials.TRIALS[name][0](project, turns))


@pytest.mark.parametrize("name", cache_trials.TRIALS)
def test_a_run_says_what_it_says_without_a_cache(tmp_path: Path, name: str) -> None:
    assert _trial(tmp_path, name, TURNS[name]) == []


def test_runs_of_the_trial_are_told_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = TrialProject(tmp_path, cache_trials.SIZE, Random(5))
    project.settle()
    first = project.said()
    monkeypatch.setattr("asynclint.parallel.check", None)

    assert first.status == 1
    assert project.said() == first


def test_a_cache_that_believes_what_is_damaged_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "_digest", lambda *given: bytes(32), raising=True)

    assert _trial(tmp_path, "corrupted", TURNS["corrupted"])


def test_a_cache_that_trusts_sizes_alone_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = stamps._time
    monkeypatch.setattr(stamps, "_time", lambda path: (min(real(path)[0], 1), real(path)[1]))

    assert _trial(tmp_path, "restored", TURNS["restored"])
    assert recall.WORTH <= cache_trials.SIZE


def test_a_ledger_that_looks_only_at_what_changed_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger.Ledger, "_resting_on", lambda *given: set())
    monkeypatch.setattr(ledger.Ledger, "_mentioning", lambda *given: set())

    assert _trial(tmp_path, "changed", TURNS["changed"])


@pytest.mark.parametrize("fault", cache_faults.FAULTS)
def test_a_fault_damages_the_file(tmp_path: Path, fault: str) -> None:
    data = b"kind 1\n" + bytes(range(256))
    path, other = tmp_path / "file", tmp_path / "other"
    path.write_bytes(data)
    other.write_bytes(b"another")
    for seed in range(9):
        cache_faults.FAULTS[fault](path, Random(seed))
        if not path.is_file() or path.read_bytes() != data:
            return
    raise AssertionError(f"{fault} left the file as it was")
