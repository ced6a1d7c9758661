"""The language server as an editor meets it: a process, messages, an open project."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from speaking import PULL, Speaker, codes

Write = Callable[[Mapping[str, "str | bytes"]], Path]

STORE = "def save(item): ...\n"
ASYNC_STORE = "async def save(item): ...\n"
APP = "import store\n\nasync def main():\n    store.save(1)\n"
EMOJI = 'import asyncio\n\nasync def main():\n    s = "😀"; asyncio.sleep(1)\n'


@pytest.fixture
def root(project: Write) -> Path:
    return project({"store.py": STORE, "app.py": APP})


def lines(diagnostics: list[dict[str, Any]]) -> list[int]:
    return [item["range"]["start"]["line"] for item in diagnostics]


def test_an_unsaved_store_brings_findings_to_the_open_app_and_takes_them_away(
    root: Path, speaker: Speaker
) -> None:
    speaker.start(root)
    app, store = speaker.open(root / "app.py", APP), speaker.open(root / "store.py", STORE)
    assert speaker.published(app) == []

    speaker.change(store, 2, ASYNC_STORE)
    brought = speaker.published(app)
    speaker.change(store, 3, STORE)

    assert codes(brought) == ["ASL101"]
    assert speaker.published(app) == []
    assert speaker.end() == 0


def test_a_client_that_pulls_is_never_pushed_and_told_to_ask_again(
    root: Path, speaker: Speaker
) -> None:
    can = speaker.start(root, PULL)
    app, store = speaker.open(root / "app.py", APP), speaker.open(root / "store.py", STORE)
    before, _ = speaker.pull(app), speaker.pull(store)

    speaker.change(store, 2, ASYNC_STORE)
    refresh = speaker.wait(lambda m: m.get("method") == "workspace/diagnostic/refresh")
    speaker.send({"jsonrpc": "2.0", "id": refresh["id"], "result": None})
    after = speaker.pull(app, before["resultId"])

    assert can["diagnosticProvider"]["interFileDependencies"]
    assert before["items"] == []
    assert codes(after["items"]) == ["ASL101"]
    assert speaker.pull(app, after["resultId"])["kind"] == "unchanged"
    assert not any("publish" in m.get("method", "") for m in speaker.heard)


def test_a_client_that_cannot_pull_is_not_offered_to(root: Path, speaker: Speaker) -> None:
    assert "diagnosticProvider" not in speaker.start(root)


def test_a_diagnostic_says_all_there_is_to_say(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    speaker.open(root / "store.py", ASYNC_STORE)

    (found,) = speaker.published(speaker.open(root / "app.py", APP))

    assert found["code"] == "ASL101"
    assert found["source"] == "asynclint"
    assert found["severity"] == 2
    assert found["data"] == {
        "name": "unawaited-coroutine", "fix": "Await the coroutine", "safe": True,
    }  # fmt: skip
    page = Path(found["codeDescription"]["href"].removeprefix("file://"))
    assert page.read_text().startswith("# unawaited-coroutine")
    (related,) = found["relatedInformation"]
    assert related["location"]["uri"] == (root / "store.py").as_uri()
    assert related["location"]["range"]["start"] == {"line": 0, "character": 10}
    assert related["location"]["range"]["end"] == {"line": 0, "character": 14}


def test_hover_shows_the_page_on_findings_and_in_noqa(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI + "\nx = 1  # noqa: ASL201\n")
    speaker.published(uri)

    def shown(line: int, character: int) -> Any:
        at = {"line": line, "character": character}
        result = speaker.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": at})
        return result["result"]

    assert shown(3, 20)["contents"]["value"].startswith("# ASL101 unawaited-coroutine")
    assert shown(3, 20)["range"]["start"] == {"line": 3, "character": 14}
    assert shown(5, 17)["contents"]["value"].startswith("# ASL201 dangling-task")
    assert shown(0, 2) is None


def test_settings_files_have_hover_and_completion(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    text = '[tool.other]\nselect = ["un"]\n[tool.asynclint]\nselect = ["dangling-task", "un"]\n\n'
    uri = speaker.open(root / "pyproject.toml", text, "toml")

    def ask(method: str, line: int, character: int) -> Any:
        at = {"line": line, "character": character}
        return speaker.ask(method, {"textDocument": {"uri": uri}, "position": at})["result"]

    items = ask("textDocument/completion", 3, 30)["items"]
    names = {item["label"]: item["textEdit"]["range"]["start"]["character"] for item in items}
    assert names["unawaited-coroutine"] == 28
    assert "correctness" in names
    assert ask("textDocument/completion", 1, 13) is None
    keys = [item["label"] for item in ask("textDocument/completion", 4, 0)["items"]]
    assert "extend-select" in keys
    page = ask("textDocument/hover", 3, 15)["contents"]["value"]
    assert page.startswith("# ASL201 dangling-task")
    assert "Rules to run instead" in ask("textDocument/hover", 3, 2)["contents"]["value"]


def test_noqa_has_completion(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "x.py", "x = 1  # noqa: ASL101, dang\ny = 2\n")
    at = {"line": 0, "character": 27}

    answer = speaker.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": at})
    item = next(i for i in answer["result"]["items"] if i["label"] == "dangling-task")
    more = speaker.ask("completionItem/resolve", item)["result"]["documentation"]["value"]

    assert item["textEdit"]["range"]["start"]["character"] == 23
    assert more.startswith("# ASL201 dangling-task")


def test_while_a_text_is_broken_what_was_found_stays_where_it_was(
    root: Path, speaker: Speaker
) -> None:
    speaker.start(root)
    speaker.open(root / "store.py", ASYNC_STORE)
    text = APP + "\ndef other():\n    pass\n"
    uri = speaker.open(root / "app.py", text)
    assert lines(speaker.published(uri, 1)) == [3]

    speaker.change(uri, 2, "# one line more\n" + text + "    x = (\n")
    broken = speaker.published(uri, 2)
    speaker.change(uri, 3, text.replace("store.save(1)", "store.save(1"))
    touched = speaker.published(uri, 3)

    assert {item["code"]: item["range"]["start"]["line"] for item in broken} == {
        "ASL101": 4, "ASL000": 8,
    }  # fmt: skip
    assert codes(touched) == ["ASL000"]


def test_a_broken_store_takes_nothing_from_the_app(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    store = speaker.open(root / "store.py", ASYNC_STORE)
    app = speaker.open(root / "app.py", APP)
    assert codes(speaker.published(app)) == ["ASL101"]

    speaker.change(store, 2, ASYNC_STORE + "x = (\n")
    speaker.published(store, 2)
    speaker.change(app, 2, APP + "\n")

    assert codes(speaker.published(app, 2)) == ["ASL101"]


def test_an_open_file_without_a_folder_on_disk_is_checked(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    item = {"uri": "untitled:Untitled-1", "languageId": "python", "version": 1, "text": EMOJI}
    speaker.tell("textDocument/didOpen", {"textDocument": item})

    assert codes(speaker.published("untitled:Untitled-1")) == ["ASL101"]


def test_closing_takes_back_what_was_sent(root: Path, speaker: Speaker) -> None:
    speaker.start(root)
    uri = speaker.open(root / "emoji.py", EMOJI)
    assert codes(speaker.published(uri)) == ["ASL101"]

    speaker.tell("textDocument/didClose", {"textDocument": {"uri": uri}})

    assert speaker.published(uri) == []


def test_tags_tell_what_is_unused_and_what_has_a_successor(
    project: Write, speaker: Speaker
) -> None:
    settings = '[tool.asynclint]\nasync-library = "anyio"\nextend-select = ["ASL001"]\n'
    root = project({"pyproject.toml": settings})
    speaker.start(root)

    text = "import asyncio\n\nEVENT = asyncio.Event()  # noqa: ASL999\n"
    found = speaker.published(speaker.open(root / "tags.py", text))

    shown = {item["code"]: (item["severity"], item.get("tags")) for item in found}
    assert shown == {"ASL501": (2, None), "ASL602": (3, [2]), "ASL001": (3, [1])}


def test_a_question_that_is_taken_back_is_answered_and_no_other(
    root: Path, speaker: Speaker
) -> None:
    speaker.start(root, PULL)
    uri = speaker.open(root / "emoji.py", EMOJI)
    asked = [speaker.post("textDocument/diagnostic", {"textDocument": {"uri": uri}}) for _ in "ab"]

    speaker.tell("$/cancelRequest", {"id": asked[0]})

    assert speaker.answer(asked[0])["error"]["code"] == -32800
    assert codes(speaker.answer(asked[1])["result"]["items"]) == ["ASL101"]
