"""Texts of the language server: positions, edits, broken texts, findings that move."""

from __future__ import annotations

import ast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lsprotocol import types

from asynclint.faces.lsp.documents import Document, Text, path_of
from asynclint.faces.lsp.drift import changes, drifted
from asynclint.faces.lsp.repair import repaired
from asynclint.model import Edit, Finding, Fix, Position, Span

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
TEXT = st.text(st.sampled_from("ab\r\n\x0c\u2028é😀\t") | st.characters(codec="utf-8"), max_size=40)


def units(text: str, encoding: str) -> int:
    """Code units as the standard library counts them."""
    sizes = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
    return len(text.encode(ENCODINGS[encoding])) // sizes[encoding]


def place(line: int, character: int) -> types.Position:
    return types.Position(line, character)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXT, data=st.data())
def test_a_position_leads_back_to_its_offset(
    encoding: str, text: str, data: st.DataObject
) -> None:
    offset = data.draw(st.integers(0, len(text)))
    within = Text(text, encoding)
    if text[max(offset - 1, 0) : offset + 1] == "\r\n":
        offset -= 1

    assert within.offset(within.position(offset)) == offset


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXT)
def test_columns_are_code_units(encoding: str, text: str) -> None:
    position = Text(text, encoding).position(len(text))
    last = text.replace("\r\n", "\n").replace("\r", "\n").rpartition("\n")[2]

    assert position.character == units(last, encoding)


@given(text=TEXT, line=st.integers(0, 9), character=st.integers(0, 99))
@example(text="😀", line=0, character=1)
def test_wrong_positions_mean_a_place_in_the_text(text: str, line: int, character: int) -> None:
    for encoding in ENCODINGS:
        assert 0 <= Text(text, encoding).offset(place(line, character)) <= len(text)


def test_a_column_past_the_end_of_a_line_stays_on_the_line() -> None:
    assert Text("ab\ncd", "utf-16").offset(place(0, 99)) == 2


def test_half_of_a_surrogate_pair_means_the_start_of_the_letter() -> None:
    assert Text("😀x", "utf-16").offset(place(0, 1)) == 0


def test_form_feeds_and_unicode_separators_end_no_line() -> None:
    assert Text("a\x0cb\u2028c\nd", "utf-16").offset(place(1, 0)) == 6


def test_edits_are_made_one_after_the_other() -> None:
    item = types.TextDocumentItem("file:///a.py", types.LanguageKind.Python, 1, "s = '😀'; x\n")
    document = Document(item, "utf-16", "")
    first = types.Range(place(0, 9), place(0, 10))
    second = types.Range(place(0, 11), place(0, 99))

    document.edit(
        2,
        [
            types.TextDocumentContentChangePartial(range=first, text=" yy"),
            types.TextDocumentContentChangePartial(range=second, text="z"),
        ],
    )

    assert document.text == "s = '😀'; yz\n"
    assert document.version == 2


def test_a_range_turned_round_is_turned_back() -> None:
    turned = types.Range(place(0, 3), place(0, 1))

    assert Text("abcd", "utf-16").span(turned) == Span(1, 3)


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("file:///a/b%20c.py", "/a/b c.py"),
        ("untitled:Untitled-1", "/root/Untitled_1.py"),
        ("git:/a/b.py?HEAD", ""),
        ("vscode-notebook-cell:/a/b.ipynb#X1", ""),
    ],
)
def test_paths_of_documents(uri: str, path: str) -> None:
    assert path_of(uri, "/root") == path


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("x = 1\ny = = 2\nz = 3\n", "x = 1\npass   \nz = 3\n"),
        ("async def f(x:\n    g()\n    h()\n", "async def _():\n    g()\n    h()\n"),
        ("while a\n    g()\n", "if 1:  \n    g()\n"),
        ("if abcd:\nb()\n", "pass    \nb()\n"),
        ("x\n    y()\n    z()\nw()\n", "x\n       \n       \nw()\n"),
    ],
)
def test_a_broken_text_is_blanked_until_it_parses(broken: str, whole: str) -> None:
    found = repaired(broken)

    assert found is not None
    assert found[0] == whole


@given(text=st.text("ab():=\n \t'#if", max_size=60))
def test_what_is_repaired_parses_and_is_as_long(text: str) -> None:
    found = repaired(text)

    if found is not None:
        ast.parse(found[0])
        assert len(found[0]) == len(text)
        blanked = {index for span in found[1] for index in range(*span)}
        kept = [index for index in range(len(text)) if index not in blanked]
        assert [found[0][index] for index in kept] == [text[index] for index in kept]


@given(old=st.text("ab\n", max_size=40), new=st.text("ab\n", max_size=40))
def test_what_no_change_touches_is_the_same_in_both_texts(old: str, new: str) -> None:
    at, shift = 0, 0
    for start, end, by in changes(old, new):
        assert at <= start <= end
        assert old[at:start] == new[at + shift : start + shift]
        at, shift = end, shift + by

    assert old[at:] == new[at + shift :]


def finding(start: int, end: int, fix: Fix | None = None) -> Finding:
    at = Position(1, start + 1)
    return Finding("a.py", "ASL101", "x-y", "text", at, at, Span(start, end), (), fix)


def test_findings_move_with_their_text() -> None:
    old, new = "aaa\nbbb\nccc\n", "aaa\nbxxb\nccc\n"
    fix = Fix("t", (Edit(Span(8, 8), "await "),), True)

    moved = list(drifted([finding(0, 3), finding(4, 7), finding(8, 11, fix)], old, new))

    assert [f.span for f in moved] == [Span(0, 3), Span(9, 12)]
    assert moved[1].start == Position(3, 1)
    assert moved[1].fix == Fix("t", (Edit(Span(9, 9), "await "),), True)


def test_a_fix_whose_text_was_touched_is_gone() -> None:
    fix = Fix("t", (Edit(Span(0, 2), ""),), True)

    (moved,) = drifted([finding(4, 6, fix)], "aa, bb", "xa, bb")

    assert moved.span == Span(4, 6)
    assert moved.fix is None
