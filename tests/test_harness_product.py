"""The page runner is tested by faults in what rules stand on: each one must make it complain."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from faults import complaints

import asynclint.bindings
import asynclint.engine
import asynclint.positions
import asynclint.source
import asynclint.suppress
from asynclint.colour import gives
from asynclint.model import Gives, Span
from asynclint.names import Names
from asynclint.positions import Lines
from asynclint.project import Link, Project
from asynclint.rule import Rule

Patch = pytest.MonkeyPatch


# Names and other modules


def test_unknown_taken_for_yes_is_seen(monkeypatch: Patch) -> None:
    def sure(*arguments: Any) -> Gives:
        found = gives(*arguments)
        return Gives.COROUTINE if found is Gives.UNKNOWN else found

    monkeypatch.setattr("asynclint.calls.gives", sure)

    assert "should be silent here" in complaints()


def test_reexports_not_followed_are_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Project, "_through", lambda self, *words: None)

    assert "should report this line" in complaints()


def test_a_circle_of_imports_without_a_guard_is_seen(monkeypatch: Patch) -> None:
    def lookup(self: Project, *words: Any) -> Any:
        step = self._step(Link(*words))
        return lookup(self, *step) if isinstance(step, Link) else step

    monkeypatch.setattr(Project, "lookup", lookup)

    assert "nested too deeply" in complaints()


def test_shadowing_ignored_is_seen(monkeypatch: Patch) -> None:
    def find(self: Names, name: str, start: object) -> Any:
        found = self.bindings(self.survey.module).names.get(name)
        return (self.survey.module, found) if found else None

    monkeypatch.setattr(Names, "_find", find)

    assert "should be silent here" in complaints()


def test_aliases_ignored_are_seen(monkeypatch: Patch) -> None:
    real = asynclint.bindings._Collector.imports

    def imports(self: Any, node: ast.Import | ast.ImportFrom, conditional: bool) -> None:
        names = [ast.alias(alias.asname or alias.name) for alias in node.names]
        plain: ast.Import | ast.ImportFrom = ast.Import(names)
        if isinstance(node, ast.ImportFrom):
            plain = ast.ImportFrom(node.module, names, node.level)
        real(self, plain, conditional)

    monkeypatch.setattr(asynclint.bindings._Collector, "imports", imports)

    assert "should report this line" in complaints()


def test_the_prefilter_refusing_everything_is_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(asynclint.engine, "mentioned", lambda rules, data: [])

    assert "should report this line" in complaints()


# Positions and loading


def test_bytes_taken_for_code_points_are_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Lines, "offset", lambda self, line, column: self.start(line) + column)

    assert "an emoji earlier on the line" in complaints()


@pytest.mark.parametrize(
    ("line_end", "disguise"),
    [
        (r"\r|\n", "CRLF line ends"),
        (r"\n", "CR line ends"),
        (r"\r\n|[\n\r\v\f\x1c\x85\u2028]", "odd separators in a comment"),
    ],
)
def test_wrong_line_starts_are_seen(line_end: str, disguise: str, monkeypatch: Patch) -> None:
    def wrong(text: str) -> list[int]:
        return [0, *(match.end() for match in re.finditer(line_end, text))]

    monkeypatch.setattr(asynclint.positions, "_starts", wrong)

    assert disguise in complaints()


def test_a_byte_order_mark_counted_as_a_column_is_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(asynclint.source, "BOM", b"")

    assert "a byte order mark" in complaints()


def test_a_cookie_ignored_is_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(asynclint.source, "_encoding", lambda data: "utf-8")

    assert "latin-1 with a cookie" in complaints()


# Suppressions


def _without(part: str, word: str, rule: Rule) -> bool:
    own = {"code": word == rule.code, "name": word == rule.name, "peer": word in rule.also}
    return any(own[each] for each in own if each != part)


@pytest.mark.parametrize(
    ("part", "disguise"),
    [
        ("code", "noqa with the code"),
        ("name", "noqa with the name"),
        ("peer", "noqa with a peer's code"),
    ],
)
def test_a_way_to_name_a_rule_ignored_is_seen(part: str, disguise: str, monkeypatch: Patch) -> None:
    monkeypatch.setattr(asynclint.suppress, "_means", partial(_without, part))

    assert disguise in complaints()


def test_every_code_taken_for_ours_is_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(asynclint.suppress, "_means", lambda word, rule: True)

    assert "noqa for other codes" in complaints()


def _changed_comments(monkeypatch: Patch, change: Callable[[Any], Any]) -> None:
    real = asynclint.suppress.comments
    monkeypatch.setattr(asynclint.suppress, "comments", lambda source: map(change, real(source)))


def test_a_blanket_comment_ignored_is_seen(monkeypatch: Patch) -> None:
    word = asynclint.suppress.Word("E501", Span(0, 0))
    _changed_comments(monkeypatch, lambda c: c if c.words else c._replace(words=(word,)))

    assert "noqa without a code" in complaints()


def test_a_suppression_off_by_one_line_is_seen(monkeypatch: Patch) -> None:
    _changed_comments(
        monkeypatch, lambda c: c._replace(lines=range(c.lines.start + 1, c.lines.stop + 1))
    )

    assert "noqa with the code" in complaints()


def test_a_comment_for_the_file_ignored_is_seen(monkeypatch: Patch) -> None:
    _changed_comments(monkeypatch, lambda c: c._replace(lines=c.lines[:2]))

    assert "noqa for the file" in complaints()
