"""Edits on text: made together where they can be, one after the other where they cannot."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asynclint.fixes import apply, choose
from asynclint.model import Edit, Finding, Fix, Position, Span

HERE = Position(1, 1)


def _finding(*edits: Edit, title: str = "a") -> Finding:
    span = edits[0].span
    fix = Fix(title, edits, safe=True)
    return Finding("a.py", "ASL101", "name", "message", HERE, HERE, span, (), fix)


def _titles(*findings: Finding) -> list[str]:
    return [finding.fix.title for finding in choose(findings) if finding.fix]


def test_edits_are_made_at_the_places_of_the_original_text() -> None:
    edits = [Edit(Span(4, 5), "two"), Edit(Span(0, 1), "one"), Edit(Span(6, 6), "!")]

    assert apply("a = b;", edits) == "one = two;!"


def test_an_edit_that_two_fixes_share_is_made_once() -> None:
    shared = Edit(Span(0, 0), "import anyio\n")

    assert apply("x", [shared, shared]) == "import anyio\nx"
    assert _titles(
        _finding(Edit(Span(5, 6), "b"), shared), _finding(Edit(Span(7, 8), "c"), shared, title="c")
    ) == ["a", "c"]


def test_edits_that_overlap_are_refused() -> None:
    with pytest.raises(ValueError, match="overlaps"):
        apply("abcdef", [Edit(Span(0, 3), "x"), Edit(Span(2, 4), "y")])


def test_of_fixes_that_overlap_the_first_in_the_text_wins() -> None:
    inner, outer = Edit(Span(2, 3), "b"), Edit(Span(0, 4), "c")

    assert _titles(_finding(inner, title="inner"), _finding(outer, title="outer")) == ["outer"]


def test_two_different_insertions_at_one_place_wait_for_each_other() -> None:
    one, two = Edit(Span(1, 1), "b"), Edit(Span(1, 1), "c")

    assert _titles(_finding(one, title="one"), _finding(two, title="two")) == ["one"]


def test_fixes_that_touch_are_made_together() -> None:
    one, two = Edit(Span(0, 2), "b"), Edit(Span(2, 4), "c")

    assert _titles(_finding(one, title="one"), _finding(two, title="two")) == ["one", "two"]


def test_a_finding_without_a_fix_takes_no_place() -> None:
    bare = _finding(Edit(Span(0, 4), "x"))._replace(fix=None)

    assert _titles(bare, _finding(Edit(Span(1, 2), "b"), title="b")) == ["b"]


_SPANS = st.tuples(st.integers(0, 20), st.integers(0, 5)).map(lambda at: Span(at[0], sum(at)))


@given(st.lists(st.builds(Edit, _SPANS, st.text(max_size=3)), max_size=6))
def test_what_is_chosen_can_always_be_applied(edits: list[Edit]) -> None:
    found = choose(map(_finding, edits))
    chosen = [edit for finding in found if finding.fix for edit in finding.fix.edits]
    text = "0123456789" * 3
    length = len(text) + sum(
        len(edit.text) - (edit.span.end - edit.span.start) for edit in set(chosen)
    )

    assert len(apply(text, chosen)) == length
