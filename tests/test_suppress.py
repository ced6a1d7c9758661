"""Which lines a `noqa` comment covers, compared with the real flake8, and what is ours alone."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from asynclint.checks.coroutines import unawaited_coroutine
from asynclint.model import Finding, Span
from asynclint.session import all_rules
from asynclint.source import Source
from asynclint.suppress import apply

RULE = unawaited_coroutine.RULE

# Each undefined name `x1`, `x2`, ... is a finding; CODE stands for the code of the linter.
TEXTS = {
    "same_line": "x1  # noqa: CODE\nx2\n",
    "other_code": "x1  # noqa: E501\n",
    "blanket": "x1  # noqa\n",
    "capitals": "x1  # NOQA: CODE\nx2  # NoQa:CODE\n",
    "lower_case_code": "x1  # noqa: code\n",
    "list": "x1  # noqa: E501,CODE\nx2  # noqa: E501, CODE\nx3  # noqa: E501 CODE\n",
    "prefix": "x1  # noqa: PREFIX\n",
    "after_comment": "x1  # type: ignore  # noqa: CODE\n",
    "explained": "x1  # noqa: CODE, it is fine\n",
    "line_before": "# noqa: CODE\nx1\n",
    "middle_of_call": "print(\n    x1,\n    x2,  # noqa: CODE\n    x3,\n)\n",
    "first_line_of_call": "print(x1,  # noqa: CODE\n    x2,\n)\n",
    "last_line_of_call": "print(\n    x1,\n)  # noqa: CODE\n",
    "backslash": "x1 + \\\n    x2 + \\\n    x3  # noqa: CODE\n",
    "string_of_lines": 'x1, """\n\n""", x2  # noqa: CODE\nx3\n',
    "string_in_call": 'print(x1, """\n\n""",  # noqa: CODE\n    x2)\n',
    "in_a_string": 'x1, "# noqa: CODE"\n',
    "block": "if x1:  # noqa: CODE\n    x2\n",
    "decorator": "@x1  # noqa: CODE\ndef f(a=x2): pass\n",
    "whole_file": "# flake8: noqa\nx1\n\nx2\n",
    "whole_file_behind_code": "x1  # flake8: noqa\nx2\n",
    "next_line_is_no_code": "x1  # noqa:\nx2\n",
}


def _ours(text: str, words: str = "CODE") -> set[str]:
    source = Source("a.py", text.replace(words, "ASL101").replace("PREFIX", "ASL1").encode())
    findings = []
    for match in re.finditer(r"\bx\d", source.text):
        span = Span(match.start(), match.end())
        places = source.lines.position(span.start), source.lines.position(span.end)
        findings.append(Finding("a.py", RULE.code, RULE.name, match[0], *places, span))
    return {finding.message for finding in apply(findings, source, (RULE,), all_rules())}


@pytest.fixture(scope="module")
def flake8(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The names the real flake8 reports, by file."""
    folder: Path = tmp_path_factory.mktemp("flake8")
    for name, text in TEXTS.items():
        own = text.replace("CODE", "F821").replace("code", "f821").replace("PREFIX", "F8")
        (folder / f"{name}.py").write_text(own)
    command = [sys.executable, "-m", "flake8", "--isolated", "-j1", "--select=F821", "."]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {name: set() for name in TEXTS}
    for name, undefined in re.findall(r"(\w+)\.py:.* undefined name '(x\d)'", run.stdout):
        found[name].add(undefined)
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_a_comment_covers_the_lines_it_covers_in_flake8(
    name: str, flake8: dict[str, set[str]]
) -> None:
    ours = _ours(TEXTS[name].replace("code", "asl101"))

    assert ours == flake8[name]


def test_flake8_reports_what_no_comment_covers(flake8: dict[str, set[str]]) -> None:
    assert flake8["middle_of_call"] == {"x1", "x3"}


@pytest.mark.parametrize(
    "comment",
    ["noqa: unawaited-coroutine", "noqa: ASYNC105", "noqa: ASL"],
)
def test_a_name_a_peers_code_and_our_prefix_hide_the_finding(comment: str) -> None:
    assert _ours(f"x1  # {comment}\nx2\n") == {"x2"}


@pytest.mark.parametrize("comment", ["noqa: ASL102", "noqa: ASL9", "noqa: bare-asyncio-sleep"])
def test_other_codes_and_names_of_ours_hide_nothing(comment: str) -> None:
    assert _ours(f"x1  # {comment}\n") == {"x1"}


@pytest.mark.parametrize("tool", ["flake8", "asynclint"])
def test_a_comment_on_its_own_line_covers_the_file_for_its_codes(tool: str) -> None:
    assert _ours(f"x1\n# {tool}: noqa: ASL101\nx2\n") == set()
    assert _ours(f"x1\n# {tool}: noqa: E501\nx2\n") == {"x1", "x2"}


def test_a_code_on_the_next_line_belongs_to_the_next_line() -> None:
    assert _ours("x1  # noqa: E501,\nASL101, x2\n") == {"x1", "x2"}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_kind_divide_lines(newline: str) -> None:
    text = newline.join(["x1 + \\", "    x2  # noqa: CODE", "x3", ""])

    assert _ours(text) == {"x3"}


def test_a_file_that_has_no_tokens_keeps_its_comments() -> None:
    assert _ours("x1  # noqa: CODE\nx2\n(\n") == {"x2"}
