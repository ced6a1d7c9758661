"""The server and what surrounds a file: settings, folders, notebooks, the disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from speaking import PUSH, Speaker, codes

Write = Callable[[Mapping[str, "str | bytes"]], Path]

TEXT = "import asyncio\n\nasync def main():\n    asyncio.sleep(1)\n"
IGNORES = '[tool.asynclint]\nignore = ["unawaited-coroutine"]\n'
WATCHES = {
    **PUSH,
    "workspace": {
        "configuration": True,
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "didChangeConfiguration": {"dynamicRegistration": True},
    },
}


@pytest.fixture
def root(project: Write) -> Path:
    return project({"app.py": TEXT})


def is_method(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda message: message.get("method") == name


def answer_settings(speaker: Speaker, settings: Any) -> None:
    """Say what the editor's settings are, when asked."""
    asked = speaker.wait(is_method("workspace/configuration"))
    values = [settings for _ in asked["params"]["items"]]
    speaker.send({"jsonrpc": "2.0", "id": asked["id"], "result": values})


def accept_registration(speaker: Speaker) -> list[str]:
    """Say yes to what the server wants to be told; the methods."""
    asked = speaker.wait(is_method("client/registerCapability"))
    speaker.send({"jsonrpc": "2.0", "id": asked["id"], "result": None})
    return sorted(item["method"] for item in asked["params"]["registrations"])


def saved(speaker: Speaker, *paths: Path) -> None:
    """Tell the server that files on the disk have changed."""
    changes = [{"uri": path.as_uri(), "type": 2} for path in paths]
    speaker.tell("workspace/didChangeWatchedFiles", {"changes": changes})


def test_settings_of_the_project_count_and_are_read_again(root: Path, speaker: Speaker) -> None:
    (root / "pyproject.toml").write_text(IGNORES)
    speaker.start(root)
    uri = speaker.open(root / "app.py", TEXT)
    assert speaker.published(uri) == []

    (root / "pyproject.toml").write_text("[tool.asynclint]\n")
    saved(speaker, root / "pyproject.toml")

    assert codes(speaker.published(uri)) == ["ASL101"]


def test_settings_that_changed_unseen_are_read_at_the_next_edit(
    root: Path, speaker: Speaker
) -> None:
    speaker.start(root)
    uri = speaker.open(root / "app.py", TEXT)
    assert codes(speaker.published(uri)) == ["ASL101"]

    (root / "pyproject.toml").write_text(IGNORES)
    speaker.change(uri, 2, TEXT + "\n")

    assert speaker.published(uri, 2) == []


def test_wrong_settings_are_said_once_and_checks_go_on(root: Path, speaker: Speaker) -> None:
    (root / "pyproject.toml").write_text('[tool.asynclint]\nselekt = ["ALL"]\n')
    speaker.start(root)

    uri = speaker.open(root / "app.py", TEXT)
    said = speaker.wait(is_method("window/showMessage"))["params"]["message"]
    speaker.change(uri, 2, TEXT + "\n")

    assert "pyproject.toml:2: unknown key 'selekt'" in said
    assert codes(speaker.published(uri, 2)) == ["ASL101"]
    assert not any(map(is_method("window/showMessage"), speaker.heard))


def test_settings_of_the_editor_come_with_the_first_message(root: Path, speaker: Speaker) -> None:
    speaker.start(root, initializationOptions={"ignore": ["unawaited-coroutine"]})

    assert speaker.published(speaker.open(root / "app.py", TEXT)) == []


def test_settings_of_the_editor_are_asked_for_and_change(root: Path, speaker: Speaker) -> None:
    speaker.start(root, WATCHES)
    answer_settings(speaker, {"ignore": ["unawaited-coroutine"], "extendSelect": []})
    assert accept_registration(speaker) == [
        "workspace/didChangeConfiguration", "workspace/didChangeWatchedFiles",
    ]  # fmt: skip
    uri = speaker.open(root / "app.py", TEXT)
    assert speaker.published(uri, 1) == []

    speaker.tell("workspace/didChangeConfiguration", {"settings": None})
    answer_settings(speaker, {"ignore": [], "select": ["ASL1"]})

    assert codes(speaker.published(uri)) == ["ASL101"]


def test_each_folder_has_the_settings_of_its_own_project(
    tmp_path: Path, speaker: Speaker
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / ".git").mkdir()
    (one / "pyproject.toml").write_text(IGNORES)
    folders = [{"uri": folder.as_uri(), "name": folder.name} for folder in (one, two)]
    speaker.start(one, workspaceFolders=folders)

    first, second = speaker.open(one / "app.py", TEXT), speaker.open(two / "app.py", TEXT)

    assert speaker.published(first) == []
    assert codes(speaker.published(second)) == ["ASL101"]


def test_each_folder_has_the_settings_the_editor_has_for_it(
    tmp_path: Path, speaker: Speaker
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / ".git").mkdir(parents=True)
    names = [{"uri": folder.as_uri(), "name": folder.name} for folder in (one, two)]
    speaker.start(one, WATCHES, workspaceFolders=names[:1])
    answer_settings(speaker, {"ignore": ["unawaited-coroutine"]})
    accept_registration(speaker)
    first, second = speaker.open(one / "app.py", TEXT), speaker.open(two / "app.py", TEXT)
    before = [speaker.published(first), speaker.published(second)]

    event = {"added": names[1:], "removed": []}
    speaker.tell("workspace/didChangeWorkspaceFolders", {"event": event})
    asked = speaker.wait(is_method("workspace/configuration"))
    scopes = [item.get("scopeUri") for item in asked["params"]["items"]]
    ignoring = {"ignore": ["unawaited-coroutine"]}
    values = [ignoring, ignoring, {"select": ["ASL1"]}]
    speaker.send({"jsonrpc": "2.0", "id": asked["id"], "result": values})

    assert before == [[], []]
    assert scopes == [None, one.as_uri(), two.as_uri()]
    assert codes(speaker.published(second)) == ["ASL101"]


def test_excluded_files_have_no_findings(root: Path, speaker: Speaker) -> None:
    (root / "pyproject.toml").write_text('[tool.asynclint]\nexclude = ["generated"]\n')
    speaker.start(root)

    assert speaker.published(speaker.open(root / "generated" / "app.py", TEXT)) == []
    assert speaker.published(speaker.open(root / ".venv" / "app.py", TEXT)) == []


def test_files_that_others_change_or_add_are_noticed(root: Path, speaker: Speaker) -> None:
    (root / "store.py").write_text("def save(item): ...\n")
    speaker.start(root)
    text = "import store, late\n\nasync def main():\n    store.save(1)\n    late.send(1)\n"
    uri = speaker.open(root / "app.py", text)
    assert speaker.published(uri) == []

    (root / "store.py").write_text("async def save(item): ...\n")
    saved(speaker, root / "store.py")
    changed = speaker.published(uri)
    (root / "late.py").write_text("async def send(item): ...\n")
    saved(speaker, root / "late.py")
    added = speaker.published(uri)
    (root / "late.py").unlink()
    saved(speaker, root / "late.py")

    assert [item["range"]["start"]["line"] for item in changed] == [3]
    assert [item["range"]["start"]["line"] for item in added] == [3, 4]
    assert codes(speaker.published(uri)) == ["ASL101"]


def test_reading_a_large_project_shows_progress(project: Write) -> None:
    lines = "".join(f"def f{i}(): ...\n" for i in range(2_000))
    root = project({f"m{i}.py": f"async def g{i}(): ...\n{lines}" for i in range(800)})
    speaker = Speaker(root)
    try:
        speaker.start(root, {**PUSH, "window": {"workDoneProgress": True}})
        speaker.open(root / "app.py", TEXT)
        create = speaker.wait(is_method("window/workDoneProgress/create"))
        speaker.send({"jsonrpc": "2.0", "id": create["id"], "result": None})
        said = [speaker.wait(is_method("$/progress"))["params"] for _ in range(2)]

        assert said[0]["token"] == create["params"]["token"]
        assert said[0]["value"]["kind"] == "begin"
        assert said[0]["value"]["title"] == "asynclint reads the project"
        assert said[1]["value"]["kind"] in ("report", "end")
    finally:
        speaker.close()
