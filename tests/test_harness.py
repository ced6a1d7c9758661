"""The page runner is tested by faults: each one, put into the product, must make it complain."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import asynclint.bindings
import asynclint.engine
import asynclint.positions
import asynclint.source
import asynclint.suppress
import asynclint.trials.fixing
from asynclint.checks.coroutines import unawaited_coroutine
from asynclint.colour import gives_coroutine
from asynclint.model import Answer, Edit, Finding, Fix, Span, UserError
from asynclint.names import Names
from asynclint.pages import read_page
from asynclint.positions import Lines
from asynclint.project import Project
from asynclint.rule import Context, Rule
from asynclint.session import all_rules
from asynclint.trials import run_example

PAGE = Path(__file__).parent / "data" / "pages" / "unawaited-coroutine.md"
RULE = unawaited_coroutine.RULE

Patch = pytest.MonkeyPatch


def complaints(rule: Rule | None = RULE, text: str | None = None) -> str:
    """What the runner says about the page, with a rule in the place of the real one."""
    others = [each for each in all_rules() if each.name != RULE.name]
    rules = (*others, rule) if rule else tuple(others)
    page_text = PAGE.read_text(encoding="utf-8") if text is None else text
    try:
        page = read_page(PAGE.name, page_text, {each.name for each in rules})
    except UserError as error:
        return str(error)
    return "\n".join(
        str(failure) for example in page.examples for failure in run_example(page, example, rules)
    )


def test_nothing_is_wrong_with_the_page_without_a_fault() -> None:
    assert complaints() == ""


# Pages and rules


def test_an_expectation_removed_is_a_finding_too_many() -> None:
    text = PAGE.read_text(encoding="utf-8")

    assert "should be silent here" in complaints(text=re.sub(r"  # error: .*", "", text, count=1))


def test_an_expectation_too_many_is_a_finding_absent() -> None:
    text = PAGE.read_text(encoding="utf-8")
    wrong = text.replace("missed: [", "error: [")

    assert "should report this line" in complaints(text=wrong)


def test_another_message_is_seen() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("`asyncio.sleep(...)`", "`asyncio.slept`")

    assert "says something else" in complaints(text=text)


def test_a_rule_off_the_list_is_seen() -> None:
    assert "no rule is called 'unawaited-coroutine'" in complaints(rule=None)


def test_unsound_mentions_are_seen() -> None:
    rule = RULE._replace(mentions=(("asyncio.sleep", "api.save"),))

    assert "imports spelled another way" in complaints(rule)


def test_a_rule_that_changes_the_tree_is_seen() -> None:
    def check(node: ast.Expr, ctx: Context) -> Iterator[Finding]:
        yield from RULE.check(node, ctx)
        node.end_lineno = 7

    assert "changes the tree" in complaints(RULE._replace(check=check))


def test_a_rule_that_crashes_is_seen() -> None:
    def check(node: ast.Expr, ctx: Context) -> Iterator[Finding]:
        raise ValueError("no such luck")

    assert "no such luck" in complaints(RULE._replace(check=check))


def test_a_rule_that_matches_text_is_seen() -> None:
    def check(node: ast.Module, ctx: Context) -> Iterator[Finding]:
        for match in re.finditer(r"(?<!await )asyncio\.sleep\(\d\)", ctx.source.text):
            start = match.start()
            fix = Fix("Await it", (Edit(Span(start, start), "await "),), safe=True)
            yield ctx.finding(Span(*match.span()), "`asyncio.sleep(...)` is dropped", fix=fix)

    found = complaints(RULE._replace(check=check, visits=(ast.Module,)))

    assert "inside a string" in found
    assert "inside comments" in found


def _changed(change: Callable[[Finding], Finding]) -> Rule:
    def check(node: ast.Expr, ctx: Context) -> Iterator[Finding]:
        return map(change, RULE.check(node, ctx))

    return RULE._replace(check=check)


def test_a_related_place_lost_is_seen() -> None:
    found = complaints(_changed(lambda finding: finding._replace(related=())))

    assert "should point at store.py:1" in found


def test_a_related_place_in_another_line_is_seen() -> None:
    def change(finding: Finding) -> Finding:
        moved = [p._replace(position=p.position._replace(line=2)) for p in finding.related]
        return finding._replace(related=tuple(moved))

    assert "should not point at store.py:2" in complaints(_changed(change))


# Fixes


def _with_edit(make: Callable[[Finding], Edit]) -> Rule:
    def change(finding: Finding) -> Finding:
        fix = finding.fix
        return finding._replace(fix=fix._replace(edits=(make(finding),))) if fix else finding

    return _changed(change)


def test_a_fix_that_drops_an_argument_is_seen() -> None:
    rule = _with_edit(lambda finding: Edit(finding.span, "await asyncio.sleep()"))

    assert "is not fixed as shown" in complaints(rule)


def test_a_fix_that_does_not_silence_its_finding_is_seen() -> None:
    rule = _with_edit(lambda finding: Edit(Span(finding.span.end, finding.span.end), " "))

    assert "does not silence it" in complaints(rule)


def test_a_fix_that_does_not_parse_is_seen() -> None:
    rule = _with_edit(lambda finding: Edit(Span(finding.span.start, finding.span.start), "await)"))

    assert "leaves what Python refuses" in complaints(rule)


def test_a_fix_that_brings_another_finding_is_seen() -> None:
    rule = _with_edit(
        lambda finding: Edit(finding.span, "await asyncio.sleep(1), asyncio.sleep(2)")
    )

    assert "does not silence it" in complaints(rule)


def test_await_in_a_plain_function_is_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Context, "in_async", lambda self, node: True)

    assert "leaves what Python refuses" in complaints()


def test_edits_applied_in_the_order_of_the_file_are_seen(monkeypatch: Patch) -> None:
    def apply(text: str, edits: Sequence[Edit]) -> str:
        for edit in sorted(edits):
            text = text[: edit.span.start] + edit.text + text[edit.span.end :]
        return text

    monkeypatch.setattr(asynclint.trials.fixing, "apply", apply)

    assert "is not fixed as shown" in complaints()


def test_a_fix_nobody_promised_is_seen() -> None:
    assert "promises none" in complaints(RULE._replace(fix=""))


def test_an_unsafe_fix_of_a_safe_rule_is_seen() -> None:
    def change(finding: Finding) -> Finding:
        return finding._replace(fix=finding.fix._replace(safe=False) if finding.fix else None)

    assert "promises safe fixes" in complaints(_changed(change))


# Names and other modules


def test_unknown_taken_for_yes_is_seen(monkeypatch: Patch) -> None:
    real = gives_coroutine

    def sure(*arguments: Any) -> Answer:
        answer = real(*arguments)
        return Answer.YES if answer is Answer.UNKNOWN else answer

    monkeypatch.setattr("asynclint.rule.gives_coroutine", sure)

    assert "should be silent here" in complaints()


def test_reexports_not_followed_are_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Project, "_through", lambda self, *words: None)

    assert "should report this line" in complaints()


def test_a_circle_of_imports_without_a_guard_is_seen(monkeypatch: Patch) -> None:
    def lookup(self: Project, name: str, origin: str) -> Any:
        step = self._step(name, origin)
        return lookup(self, *step) if type(step) is tuple else step

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
    monkeypatch.setattr(asynclint.engine, "mentioned", lambda mentions, data: False)

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
    monkeypatch.setattr(asynclint.positions, "_LINE_END", re.compile(line_end))

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
    real = asynclint.suppress._comments
    monkeypatch.setattr(asynclint.suppress, "_comments", lambda source: map(change, real(source)))


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
