"""What the server offers to do about findings, made as an editor makes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from speaking import EVERYTHING, Speaker, codes

Write = Callable[[Mapping[str, "str | bytes"]], Path]

EMOJI = 'import asyncio\n\nasync def main():\n    s = "😀"; asyncio.sleep(1)\n'
FIX_ALL = "source.fixAll.asynclint"
UNSAFE = EMOJI.replace("    s", "    async with lock:\n        s")


@pytest.fixture
def root(project: Write) -> Path:
    return project({})


def test_the_quick_fix_removes_its_finding(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI)
    (found,) = speaker.published(uri)

    fix, disable, fix_all = speaker.actions(uri, found["range"])
    speaker.apply(uri, 2, fix)

    assert speaker.published(uri, 2) == []
    assert (fix["kind"], fix["isPreferred"]) == ("quickfix", True)
    assert fix["diagnostics"][0]["range"] == found["range"]
    assert disable["title"] == "Disable `unawaited-coroutine` for this line"
    assert fix_all["kind"] == FIX_ALL


def test_a_fix_that_may_change_more_is_not_the_preferred_one(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "unsafe.py", UNSAFE)
    (found,) = speaker.published(uri)

    fix, disable = speaker.actions(uri, found["range"])

    assert fix["title"] == "Await the coroutine (unsafe)"
    assert "isPreferred" not in fix
    assert disable["title"].startswith("Disable")
    assert not found["data"]["safe"]
    assert speaker.actions(uri, found["range"], FIX_ALL) == []


def test_all_findings_of_a_rule_are_fixed_at_once(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI + "    asyncio.sleep(2)\n")
    first, _ = speaker.published(uri)

    titles = {action["title"]: action for action in speaker.actions(uri, first["range"])}
    speaker.apply(uri, 2, titles["Fix all 2 `unawaited-coroutine` in this file"])

    assert speaker.published(uri, 2) == []


def test_disabling_a_line_silences_it(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI)
    (found,) = speaker.published(uri)

    speaker.apply(uri, 2, speaker.actions(uri, found["range"])[1])

    assert speaker.published(uri, 2) == []


def test_source_actions_are_given_alone_when_asked_for(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI + "    asyncio.sleep(2)\n")

    def titles(only: str) -> list[str]:
        return [action["title"] for action in speaker.actions(uri, EVERYTHING, only)]

    assert titles("source.fixAll") == ["Make all safe fixes of asynclint"]
    assert "Fix all 2 `unawaited-coroutine` in this file" in titles("quickfix")
    assert titles("refactor") == []


def test_all_fixes_are_those_that_bring_others_too(project: Write, speaker: Speaker) -> None:
    rule = (
        "id: no-{old}\nlanguage: python\nrule:\n  pattern: {old}($$$ARGS)\nfix: {new}($$$ARGS)\n"
        "message: calls {old}\nmetadata:\n  asynclint:\n    code: {code}\n    group: correctness\n"
        "    summary: a call\n    fix-safety: safe\n"
    )
    root = project(
        {
            "lint/one.yml": rule.format(old="one", new="two", code="OWN001"),
            "lint/two.yml": rule.format(old="two", new="three", code="OWN002"),
            "pyproject.toml": '[tool.asynclint]\npacks = ["lint"]\n',
        }
    )
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI + "    one('😀')\n\n\n    one(1)  # last\n")
    assert codes(speaker.published(uri)) == ["ASL101", "OWN001", "OWN001"]

    (action,) = speaker.actions(uri, EVERYTHING, FIX_ALL)
    speaker.apply(uri, 2, action)

    assert speaker.published(uri, 2) == []
    assert all(edit["range"]["start"]["line"] > 2 for edit in action["edit"]["changes"][uri])
    assert speaker.actions(uri, EVERYTHING, FIX_ALL) == []
