"""A run is told again from the cache only while nothing it depends on has changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from caching import CLEAN, FAULTY, Place, placed

from asynclint.faces.cli import main, recall


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Place:
    return placed(tmp_path, monkeypatch, capsys)


def test_the_second_run_says_the_same_and_checks_nothing(place: Place) -> None:
    first = place.run()
    assert first[0] == 1
    assert "unawaited-coroutine" in first[1]
    assert place.run() == first
    assert place.checked == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda place: place.write("package/app.py", CLEAN),
        lambda place: place.write("package/more.py", FAULTY),
        lambda place: (place.root / "package" / "app.py").unlink(),
        lambda place: place.write("pyproject.toml", "[tool.asynclint]\nselect = ['ASL201']\n"),
        lambda place: place.write(".gitignore", "app.py\n"),
        lambda place: place.write("package/below/new.py", FAULTY),
        lambda place: (place.root.parent / "asynclint.toml").write_text("ignore = ['ASL101']\n"),
    ],
)
def test_a_change_is_seen(place: Place, change: Callable[[Place], None]) -> None:
    first = place.run()
    change(place)
    second = place.run()
    assert place.checked == 2
    assert second != first
    assert second == place.run("--no-cache")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data.replace(b"recall 3", b"recall 0"),
        lambda data: b"\x80\x04" + data,
    ],
)
def test_a_spoiled_report_counts_as_missing(
    place: Place, spoil: Callable[[bytes], bytes]
) -> None:
    first = place.run()
    (path,) = place.kept()
    path.write_bytes(spoil(path.read_bytes()))
    assert place.run() == first
    assert place.checked == 2


def test_other_words_and_other_variables_are_another_run(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.run()
    assert place.run("--select", "ASL201")[0] == 0
    monkeypatch.setenv("FORCE_COLOR", "1")
    place.run()
    assert place.checked == 3
    assert len(place.kept()) == 3


def test_without_the_cache_nothing_is_kept_or_told_again(place: Place) -> None:
    place.run("--no-cache")
    place.run("--no-cache")
    assert place.checked == 2
    assert place.kept() == []


def test_what_changed_while_the_run_began_is_not_trusted(place: Place) -> None:
    (place.root / "package" / "app.py").write_text(FAULTY)
    place.run()
    assert place.kept() == []


def test_a_cache_that_cannot_be_written_is_none(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place.root.parent / "taken").write_text("")
    monkeypatch.setenv("ASYNCLINT_CACHE_DIR", str(place.root.parent / "taken"))
    assert place.run()[0] == 1
    assert place.run()[0] == 1


def test_the_folder_is_the_one_that_is_asked_for(place: Place, tmp_path: Path) -> None:
    first = place.run("--cache-dir", str(tmp_path / "own"))
    assert place.run("--cache-dir", str(tmp_path / "own")) == first
    assert place.checked == 1
    assert len(list((tmp_path / "own").iterdir())) == 2


def test_clean_removes_what_was_kept_and_nothing_else(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place.run()
    (place.cache / "notes").write_text("mine")
    assert main(["clean"]) == 0
    assert "Removed 1 report" in capsys.readouterr().out
    assert place.kept() == [place.cache / "notes"]


def test_the_cache_is_the_users_own() -> None:
    assert recall.folder({}).startswith(os.path.expanduser("~"))
    assert recall.folder({}, "here") == "here"
