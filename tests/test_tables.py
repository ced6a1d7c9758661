"""Where sections, keys and values stand in ini files, TOML and commands; noqa in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from conftest import Run

from asynclint.config.tables import (
    BadTables,
    Tables,
    comment_offsets,
    read_commands,
    read_ini,
    read_toml,
)
from asynclint.model import Span

Write = Callable[[Mapping[str, str | bytes]], Path]


def _shown(text: str, span: Span) -> str:
    return text[span.start : span.end]


def _marks(text: str, tables: Tables) -> list[tuple[str, str, tuple[str, ...]]]:
    """Of every entry the header, the key and the pieces of the value, as the text has them."""
    return [
        (
            _shown(text, section.span),
            _shown(text, entry.span),
            tuple(_shown(text, piece.span) for piece in entry.pieces),
        )
        for section in tables.values()
        for entry in section.entries.values()
        if not isinstance(entry.value, dict)
    ]


def test_places_in_an_ini_file() -> None:
    text = "# é\n[pytest]  # here\nasyncio_mode = auto\naddopts =\n    -ra\n    # no\n\t-x  \n"

    assert _marks(text, read_ini(text)) == [
        ("[pytest]", "asyncio_mode", ("auto",)),
        ("[pytest]", "addopts", ("-ra", "-x")),
    ]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\x0b"])
def test_places_below_line_ends_of_other_kinds(newline: str) -> None:
    text = newline.join(["[a]", "x = 1", "y =", "  2", ""])

    assert _marks(text, read_ini(text)) == [("[a]", "x", ("1",)), ("[a]", "y", ("2",))]


def test_places_in_toml() -> None:
    text = (
        '[tool.pytest.ini_options]\naddopts = [\n  "-ra", # "no"\n  \'-x\',\n]\n'
        'asyncio_mode = "é"\n[other]\n"a.b" = 1\n'
    )

    assert _marks(text, read_toml(text)) == [
        ("[tool.pytest.ini_options]", "addopts", ('"-ra"', "'-x'")),
        ("[tool.pytest.ini_options]", "asyncio_mode", ('"é"',)),
        ("[other]", '"a.b"', ()),
    ]


def test_a_dotted_key_and_an_inline_table_stand_where_they_are_written() -> None:
    text = '[tool]\npytest.ini_options.timeout = 3\nother = {mode = "auto"}\n'

    tables = read_toml(text)

    assert _shown(text, tables["tool.pytest.ini_options"].entries["timeout"].span) == (
        "pytest.ini_options.timeout"
    )
    assert _shown(text, tables["tool.other"].entries["mode"].span) == "other"


def test_tables_in_arrays_are_left_out() -> None:
    assert "a" not in read_toml("[[a]]\nb = 1\n")


@pytest.mark.parametrize(
    ("text", "line"), [("[a]\nb = \n", 2), ("[a\n", 1), ("a = 1\n", 1), ("\n\na = [\n", 3)]
)
def test_what_does_not_parse_has_a_line(text: str, line: int) -> None:
    read = read_ini if text == "a = 1\n" else read_toml

    with pytest.raises(BadTables) as caught:
        read(text)

    assert caught.value.line == line


def test_commands_are_the_lines_behind_prompts_when_there_are_any() -> None:
    text = "$ pytest \\\n    -x\nerror: -y\n  $ pytest -z  # why\n"

    assert _marks(text, read_commands(text))[0][2] == ("pytest \\", "-x", "pytest -z")


def test_commands_are_all_lines_when_there_is_no_prompt() -> None:
    text = "# first\npytest -x\n\n  tox\r\n"

    assert _marks(text, read_commands(text))[0][2] == ("pytest -x", "tox")


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("a.toml", 'a = "# no" # yes\n# yes\n', 2),
        ("a.ini", "[a] # yes\nb = 1 # no\n  # yes\n", 2),
        ("a.sh", "x # yes\n#yes\nx#no\n", 2),
    ],
)
def test_comments(name: str, text: str, found: int) -> None:
    assert len(comment_offsets(text, name)) == found


def _found(run: Run, folder: Path) -> list[str]:
    done = run("check", "--output-format", "concise", "--select", "ASL803", cwd=folder)
    assert done.stderr == ""
    return [line.partition(" ")[0] for line in done.stdout.splitlines() if "ASL803" in line]


def test_a_noqa_on_a_line_of_its_own_covers_the_next_line_in_an_ini_file(
    project: Write, run: Run
) -> None:
    text = (
        "[pytest]\n# noqa: ASL803\n\n# and so on\nasyncio_mode = x\n"
        "asyncio_default_test_loop_scope = y\n"
    )

    assert _found(run, project({"pytest.ini": text})) == ["pytest.ini:6:35:"]


def test_a_noqa_behind_a_value_covers_its_line_in_toml(project: Write, run: Run) -> None:
    text = (
        '[tool.pytest.ini_options]\nasyncio_mode = "x" # noqa: pytest-option-value\n'
        'anyio_mode = "y" # noqa: ASL801\n'
    )

    assert _found(run, project({"pyproject.toml": text})) == ["pyproject.toml:3:14:"]


def test_a_noqa_for_the_file(project: Write, run: Run) -> None:
    text = "# asynclint: noqa: ASL803\n[pytest]\nasyncio_mode = x\n"

    assert _found(run, project({"pytest.ini": text})) == []


def test_a_file_of_pytests_own_that_does_not_parse_is_a_finding(project: Write, run: Run) -> None:
    folder = project({"pytest.ini": "mode = x\n", "setup.cfg": "mode = x\n"})

    done = run("check", "--output-format", "concise", cwd=folder)

    assert done.stdout.splitlines()[0].startswith("pytest.ini:1:1: ASL000 ")
    assert "setup.cfg" not in done.stdout


def test_only_the_files_pytest_reads_are_found_in_folders(project: Write, run: Run) -> None:
    text = "[pytest]\nasyncio_mode = x\n"
    folder = project({"sub/pytest.ini": text, "sub/other.ini": text, "build/pytest.ini": text})

    assert _found(run, folder) == ["sub/pytest.ini:2:16:"]


def test_per_file_ignores_hold_for_configuration_files(project: Write, run: Run) -> None:
    settings = '[per-file-ignores]\n"pytest.ini" = ["ASL803"]\n'
    folder = project({"pytest.ini": "[pytest]\nasyncio_mode = x\n", "asynclint.toml": settings})

    assert _found(run, folder) == []
