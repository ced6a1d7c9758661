"""Settings of flake8-async and ruff become settings of asynclint that report the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import tomli
from conftest import ROOT, Run
from in_force import options

from asynclint import knowledge
from asynclint.config.keys import KEYS
from asynclint.conversion import convert, text
from asynclint.selection import selectors
from asynclint.session import all_rules

RULES = all_rules()


def _settings(
    flake8: dict[str, str] | None = None, ruff: dict[str, object] | None = None
) -> dict[str, object]:
    return dict(convert(flake8 or {}, ruff or {}, RULES).settings)


class TestFlake8:
    def test_nothing_special_needs_only_what_is_off_by_default_here(self) -> None:
        found = _settings({"max-line-length": "100"})

        assert "single-task-group" in found["extend-select"]
        assert "async-generator-without-cm" not in found["extend-select"]
        assert set(found) == {"extend-select"}

    def test_what_is_selected_is_turned_on(self) -> None:
        found = _settings({"extend-select": "ASYNC900"})

        assert "async-generator-without-cm" in found["extend-select"]

    def test_an_own_ignore_replaces_the_default_one(self) -> None:
        found = _settings({"ignore": "E501"})

        assert "async-generator-without-cm" in found["extend-select"]

    def test_what_is_ignored_is_turned_off(self) -> None:
        found = _settings({"extend-ignore": "E501, ASYNC101", "disable": "ASYNC3"})

        assert found["ignore"] == ["dangling-task", "yield-in-cancel-scope"]

    def test_the_longer_beginning_wins(self) -> None:
        found = _settings({"select": "E,ASYNC1,ASYNC101", "ignore": "ASYNC10"})

        assert "timeout-scope-without-checkpoint" in found["ignore"]
        assert "yield-in-cancel-scope" not in found["ignore"]

    def test_a_selection_without_async_rules_says_nothing_of_them(self) -> None:
        assert _settings({"select": "E,F"}) == {}

    def test_files_may_be_named_in_every_way_flake8_knows(self) -> None:
        found = _settings(
            {"select": "ASYNC300", "per-file-ignores": "a.py,b.py:E1,ASYNC300\ntests/*: ASYNC3"}
        )

        names = ["dangling-task"]
        assert found["per-file-ignores"] == {"a.py": names, "b.py": names, "tests/*": names}

    def test_lists_are_taken_over(self) -> None:
        found = _settings(
            {
                "select": "ASYNC300",
                "startable-in-context-manager": "serve,listen",
                "transform-async-generator-decorators": "own.safe*",
            }
        )

        assert found["startable"] == ["serve", "listen"]
        assert found["transform-decorators"] == ["own.safe*"]

    def test_settings_about_checkpoints_are_taken_over(self) -> None:
        converted = convert(
            {
                "select": "ASYNC910",
                "no-checkpoint-warning-decorators": "app.route, own.*",
                "exception-suppress-context-managers": "own.quiet",
            },
            {},
            RULES,
        )

        assert converted.settings["no-checkpoint-decorators"] == ["app.route", "own.*"]
        assert converted.settings["suppressing-context-managers"] == ["own.quiet"]
        assert converted.notes == []

    def test_what_has_no_counterpart_is_told(self) -> None:
        notes = convert({"anyio": "True"}, {}, RULES).notes

        assert any(note.startswith("anyio: no counterpart") for note in notes)

    def test_every_setting_is_one_that_asynclint_has_or_is_told(self) -> None:
        values = {
            "exception-suppress-context-managers": "own.quiet",
            "no-checkpoint-warning-decorators": "own.route",
            "async200-blocking-calls": "own.read->own.aread, own.write -> own.awrite",
        }
        converted = convert(values, {}, RULES)

        told = {note.partition(":")[0] for note in converted.notes}
        ours = {key.name for key in KEYS}
        assert set(converted.settings) <= ours
        assert len(told & {*values}) + len({*converted.settings} - {"extend-select"}) == 3


class TestRuff:
    def test_what_is_selected_is_turned_on(self) -> None:
        found = _settings(ruff={"select": ["E", "RUF029"], "extend-select": ["ASYNC109"]})

        assert found == {"extend-select": ["async-without-await", "timeout-parameter"]}

    def test_only_what_is_ignored_by_name_is_turned_off(self) -> None:
        assert _settings(ruff={"select": ["ALL"], "ignore": ["RUF006"]})["ignore"] == [
            "dangling-task"
        ]

    def test_what_the_other_tool_wants_stays_on(self) -> None:
        found = _settings({"select": "ASYNC300"}, {"ignore": ["RUF006"]})

        assert "dangling-task" not in found["ignore"]

    def test_files_are_taken_over(self) -> None:
        found = _settings(ruff={"per-file-ignores": {"tests/**": ["S", "E501"], "x.py": ["D"]}})

        assert found["per-file-ignores"] == {"tests/**": ["requests-without-timeout"]}


def test_the_text_is_a_table_that_asynclint_reads(tmp_path: Path) -> None:
    converted = convert(
        {
            "disable": "ASYNC101",
            "per-file-ignores": 'a"b.py:ASYNC300',
            "startable-in-context-manager": "x",
        },
        {"select": ["ASYNC"]},
        RULES,
    )
    (tmp_path / "pyproject.toml").write_text(text(converted.settings))

    read = options(tmp_path, selectors=lambda: selectors(RULES))

    assert read.ignore == ("yield-in-cancel-scope",)
    assert read.startable == ("x",)
    assert read.per_file_ignores == (('a"b.py', ("dangling-task",)),)
    assert tomli.loads(text({})) == {"tool": {"asynclint": {}}}


class TestCommand:
    def test_it_prints_the_table_and_says_the_rest(self, tmp_path: Path, run: Run) -> None:
        (tmp_path / "setup.cfg").write_text("[metadata]\nname = x\n")
        (tmp_path / "tox.ini").write_text("[flake8]\nselect = ASYNC300\nanyio = True\n")

        done = run("config", "--from-flake8-async", cwd=tmp_path)

        assert done.returncode == 0
        assert done.stdout.startswith("[tool.asynclint]\nignore = [")
        assert "converted tox.ini" in done.stderr
        assert "anyio: no counterpart" in done.stderr

    @pytest.mark.parametrize(
        ("name", "content", "words"),
        [
            ("README.md", "", "no settings of flake8 or ruff"),
            (".flake8", "[flake8]\nselect\n", ".flake8: line 2"),
            ("ruff.toml", "select = [", "ruff.toml:1: invalid TOML"),
        ],
    )
    def test_mistakes_are_named(
        self, tmp_path: Path, run: Run, name: str, content: str, words: str
    ) -> None:
        (tmp_path / name).write_text(content)

        done = run("config", "--from-flake8-async", cwd=tmp_path)

        assert done.returncode == 2
        assert words in done.stderr

    def test_it_must_be_said_whose_settings(self, tmp_path: Path, run: Run) -> None:
        done = run("config", cwd=tmp_path)

        assert done.returncode == 2
        assert "--from-flake8-async" in done.stderr


class TestGuide:
    """docs/from-flake8-async.md says of every rule of flake8-async where it is here."""

    guide = (ROOT / "docs/from-flake8-async.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ((?:ASYNC|RUF|UP|S|PT)\d\S*) \| (.*?) \|", guide, re.MULTILINE)

    def test_every_rule_has_a_row(self) -> None:
        codes = set(knowledge.table("peers")["flake8_async"]["codes"])

        assert codes <= {code for code, _ in self.rows}

    def test_a_rule_that_is_linked_is_there_and_names_the_code(self) -> None:
        linked = [
            (name, code)
            for code, cell in self.rows
            for name in re.findall(r"\]\(rules/\w+/([\w-]+)\.md\)", cell)
        ]
        also = {(rule.name, code) for rule in RULES for code in rule.also}
        whole = {("unlimited-timeout", "S113"), ("timeout-alias-elsewhere", "UP041")}

        assert set(linked) <= also | whole
        assert len(linked) > 20

    def test_links_lead_somewhere(self) -> None:
        pages = re.findall(r"\]\((rules/[\w/-]+\.md)\)", self.guide)

        assert [page for page in pages if not (ROOT / "docs" / page).is_file()] == []
