"""The page runner is tested by faults in pages and rules: each one must make it complain."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from faults import PAGE, RULE, complaints

import asynclint.trials.fixing
from asynclint.model import Edit, Finding, Fix, Span
from asynclint.rule import Context, Rule


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

    found = complaints(RULE._replace(check=check, visits=(ast.Module,), needs=None))

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


def test_await_in_a_plain_function_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "in_async", lambda self, node: True)

    assert "leaves what Python refuses" in complaints()


def test_edits_applied_in_the_order_of_the_file_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
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

    assert "promises safe fixes" in complaints(_changed(change)._replace(fix="safe"))
