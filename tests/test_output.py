"""What people and programs read: escaped, aligned, stable."""

from __future__ import annotations

import json
from collections.abc import Iterable

import pytest

from asynclint.engine import Report
from asynclint.model import Edit, Finding, Fix, Position, Related, Span
from asynclint.output import escape, format_called
from asynclint.output.style import Style, wants_colour
from asynclint.output.summary import statistics

CODE = "async def f(): ...\nx = '😀'; f()\n"


def finding(path: str = "app.py", message: str = "`f()` is lost") -> Finding:
    return Finding(
        path,
        "ASL101",
        "unawaited-coroutine",
        message,
        Position(2, 10),
        Position(2, 13),
        Span(28, 31),
        (Related("app.py", Position(1, 11), "defined here"),),
        Fix("Await it", (Edit(Span(28, 28), "await "),), safe=True),
    )


def lines(name: str, findings: Iterable[Finding], style: Style | None = None) -> list[str]:
    report = Report(list(findings), [], 1)
    return list(format_called(name)(report, lambda path: CODE.encode(), style or Style()))


def test_concise_is_one_line_a_finding() -> None:
    assert lines("concise", [finding()]) == [
        "app.py:2:10: ASL101 `f()` is lost [unawaited-coroutine]",
        "1 finding in 1 file",
    ]


def test_full_underlines_the_place_and_the_related_place() -> None:
    assert lines("full", [finding()]) == [
        "app.py:2:10: ASL101 unawaited-coroutine",
        "  |",
        "2 | x = '😀'; f()",
        "  |           ^^^ `f()` is lost",
        "  ::: app.py:1:11: defined here",
        "  |",
        "1 | async def f(): ...",
        "  |           ^",
        "  = fix: Await it",
        "",
        "1 finding in 1 file",
    ]


def test_full_cuts_very_long_lines_around_the_place() -> None:
    text = f"{'a' * 5000}; f()"
    far = finding()._replace(start=Position(1, 5003), end=Position(1, 5006), related=(), fix=None)

    shown = list(format_called("full")(Report([far], [], 1), lambda path: text.encode(), Style()))

    assert all(len(line) < 250 for line in shown)
    marked = shown[2][shown[3].index("^") : shown[3].index("^") + 3]
    assert marked == "f()"


def test_json_is_ascii_and_complete() -> None:
    (text,) = lines("json", [finding(message="né")])

    assert text.isascii()
    assert json.loads(text) == {
        "findings": [
            {
                "path": "app.py",
                "code": "ASL101",
                "name": "unawaited-coroutine",
                "message": "né",
                "line": 2,
                "column": 10,
                "end_line": 2,
                "end_column": 13,
                "related": [{"path": "app.py", "line": 1, "column": 11, "message": "defined here"}],
                "fix": {
                    "title": "Await it",
                    "safe": True,
                    "edits": [{"start": 28, "end": 28, "text": "await "}],
                },
            }
        ],
        "files": 1,
        "errors": [],
    }


@pytest.mark.parametrize("name", ["full", "concise"])
def test_no_file_name_or_message_reaches_the_terminal_raw(name: str) -> None:
    hostile = finding(path="::error::\x1b[2J\n\u202ex\udcff.py", message="a\u2028b\x9bc")

    shown = "\n".join(lines(name, [hostile]))

    assert not set("\x1b\x9b\u202e\u2028\udcff") & set(shown)
    assert not any(line.startswith("::") for line in shown.splitlines())
    assert "\\x1b" in shown
    assert "\\xff" in shown


def test_widths_follow_the_terminal() -> None:
    assert escape.width("a😀é") == 4
    assert escape.width("e\u0301") == 1


def test_statistics_count_rules_most_first() -> None:
    other = finding()._replace(code="ASL303", name="requests-without-timeout")

    counted = list(statistics(Report([finding(), other, finding()], [], 1)))

    assert counted == ["2  ASL101  unawaited-coroutine", "1  ASL303  requests-without-timeout"]


@pytest.mark.parametrize(
    ("environment", "terminal", "expected"),
    [
        ({}, True, True),
        ({}, False, False),
        ({"NO_COLOR": "1"}, True, False),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_for_terminals_and_those_who_ask(
    environment: dict[str, str], terminal: bool, expected: bool
) -> None:
    assert wants_colour(environment, terminal) is expected
