"""Units of position meet in one place, and agree there."""

from __future__ import annotations

import ast
import io

from hypothesis import given
from hypothesis import strategies as st

from asynclint.model import Position, Span
from asynclint.positions import Lines
from asynclint.source import Source

ENDS = st.sampled_from(["\n", "\r\n", "\r"])
TEXT = st.text(alphabet=st.sampled_from("aé😀\t\x0c\u2028 =("), max_size=12)


@given(st.lists(st.tuples(TEXT, ENDS), max_size=8))
def test_lines_end_where_python_ends_them(parts: list[tuple[str, str]]) -> None:
    text = "".join(line + end for line, end in parts)
    expected = io.StringIO(text, newline=None).read().split("\n")

    lines = Lines(text)

    assert [lines.text(number + 1) for number in range(len(lines))] == expected


@given(st.lists(st.tuples(TEXT, ENDS), max_size=8), st.data())
def test_offsets_and_positions_are_inverse(
    parts: list[tuple[str, str]], data: st.DataObject
) -> None:
    text = "".join(line + end for line, end in parts)
    lines = Lines(text)
    offset = data.draw(st.integers(0, len(text)))

    line, column = lines.position(offset)

    assert lines.start(line) + column - 1 == offset


@given(st.text(alphabet="aé😀", max_size=10), ENDS)
def test_ast_columns_are_bytes_and_ours_are_code_points(text: str, end: str) -> None:
    code = f"first = 1{end}'{text}'; name = 2{end}"
    source = Source("x.py", code.encode())
    statement = source.tree.body[2]

    assert isinstance(statement, ast.Assign)
    assert source.segment(source.span(statement)) == "name = 2"


def test_columns_are_one_based_code_points() -> None:
    source = Source("x.py", "s = '😀'; call()\n".encode())
    call = source.tree.body[1]

    assert isinstance(call, ast.Expr)
    assert source.lines.position(source.span(call).start) == Position(1, 10)


def test_a_byte_order_mark_is_no_column() -> None:
    source = Source("x.py", b"\xef\xbb\xbfcall()\n")

    assert source.span(source.tree.body[0]) == Span(0, 6)
