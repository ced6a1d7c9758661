"""f-strings that only Python 3.12 and newer read (PEP 701), put together by hand.

With a name in the place of each expression an older Python reads the rest; the expressions are
read one by one, each in its place.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import Any

from asynclint.model import Span
from asynclint.parsing.expressions import Text, expression

_FIELDS = ("interpolation", "format_expression")
_AFTER_EXPRESSION = ("=", "type_conversion", "format_specifier", "}")


def is_template(node: Any) -> bool:
    """Whether a string, or one of those in a row, is a template (PEP 750)."""
    if node.kind() == "concatenated_string":
        return any(is_template(child) for child in node.children() if child.kind() == "string")
    return "t" in node.child(0).text().lower()


def reads(text: str) -> bool:
    """Whether this Python reads a string."""
    try:
        _evaluated(text)
    except (SyntaxError, ValueError):  # null bytes, in old releases
        return False
    return True


def joined(node: Any, text: Text) -> ast.JoinedStr | None:
    """The f-string that a node of the concrete tree is, None when some part of it cannot be read.
    Its expressions have their places; what is between them has none yet."""
    fields = list(_fields(node))
    parts, at = [], node.range().start.index
    for field in fields:
        if field is None:
            return None
        parts += [text.part(Span(at, field.start)), "_"]
        at = field.end
    parts.append(text.part(Span(at, node.range().end.index)))
    try:
        string = _evaluated("".join(parts))
    except (SyntaxError, ValueError):  # null bytes, in old releases
        return None
    if not isinstance(string, ast.JoinedStr):
        return None
    values = list(_formatted(string))
    read = [expression(text, field) for field in fields if field]
    if len(values) != len(fields) or None in read:
        return None
    for value, each in zip(values, read, strict=True):
        value.value = each or value.value
    return string


def placed(string: ast.JoinedStr, place: ast.expr) -> ast.JoinedStr:
    """The f-string at the place of another node, as all it holds but its expressions."""
    ast.copy_location(string, place)
    for value in string.values:
        ast.copy_location(value, place)
        inner = value.format_spec if isinstance(value, ast.FormattedValue) else None
        if isinstance(inner, ast.JoinedStr):
            placed(inner, place)
    return string


def _evaluated(text: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(f"({text}\n)", mode="eval").body


def _fields(node: Any) -> Iterator[Span | None]:
    """Where the expressions of an f-string are, those of format specifications after their own;
    None for one that never ends."""
    for child in node.children():
        if child.kind() == "string":
            yield from _fields(child)
        elif child.kind() in _FIELDS:
            inside = child.children()
            end = next((each for each in inside if each.kind() in _AFTER_EXPRESSION), None)
            yield Span(inside[0].range().end.index, end.range().start.index) if end else None
            for each in inside:
                if each.kind() == "format_specifier":
                    yield from _fields(each)


def _formatted(string: ast.JoinedStr) -> Iterator[ast.FormattedValue]:
    for value in string.values:
        if isinstance(value, ast.FormattedValue):
            yield value
            if isinstance(value.format_spec, ast.JoinedStr):
                yield from _formatted(value.format_spec)
