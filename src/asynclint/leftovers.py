"""Imports that edits left nobody to use.

Only what the edits themselves took the last use from is removed; an import that was unused
before is the author's business. What may be meant for others stays: in an `__init__.py`, named
in a string (`__all__`, quoted annotations), under `try` or `if`, with a `noqa`, or asked for by
another module.
"""

from __future__ import annotations

import ast
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from asynclint.model import Edit, Span
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS

Statement = ast.Import | ast.ImportFrom


def removals(
    before: Source, after: Source, others_want: Callable[[str, str], bool]
) -> list[Edit]:
    """Edits of the text `after`, which edits have made of `before`. `others_want` is asked
    whether other modules may use a name of the file at a path. Raises `BadSource`."""
    path = after.path
    if os.path.basename(path) == "__init__.py" or path.endswith(".pyi"):
        return []
    lost = _uses(before.tree).keys() - _uses(after.tree).keys()
    if not lost or not (lost & _imported(after.tree)):
        return []
    strings = " ".join(_strings(after.tree))
    gone = {name for name in lost if not re.search(rf"\b{re.escape(name)}\b", strings)}
    gone = {name for name in gone & _imported(after.tree) if not others_want(path, name)}
    edits: list[Edit] = []
    for body in _bodies(after.tree):
        for statement in body:
            if isinstance(statement, Statement):
                edits += _without(statement, gone, body, after)
    return edits


def wanters(name: str, files: Iterable[bytes]) -> frozenset[bytes]:
    """The last names of modules from which some file imports a name, or of which it speaks as
    their attribute, be it in a string such as those that mocks are given."""
    word = re.escape(name.encode())
    pattern = re.compile(
        rb"\b(\w+)(?:\s+import\s+(?:\([^)]*|[^\n(]*)\b|\.)" + word + rb"\b", re.ASCII
    )
    found: set[bytes] = set()
    for data in files:
        if name.encode() in data:
            found.update(pattern.findall(data))
    return frozenset(found)


def _uses(tree: ast.Module) -> Counter[str]:
    return Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _strings(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if len(text) < 200:  # docstrings use nothing
                yield text


def _bodies(tree: ast.Module) -> Iterator[Sequence[ast.stmt]]:
    yield tree.body
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS):
            yield node.body


def _imported(tree: ast.Module) -> set[str]:
    return {
        _bound(alias)
        for body in _bodies(tree)
        for statement in body
        if isinstance(statement, Statement)
        for alias in statement.names
    }


def _bound(alias: ast.alias) -> str:
    return alias.asname or alias.name.partition(".")[0]


def _without(
    statement: Statement, gone: set[str], body: Sequence[ast.stmt], source: Source
) -> Iterator[Edit]:
    names = statement.names
    dropped = [_bound(alias) in gone for alias in names]
    span = source.span(statement)
    if not any(dropped) or "noqa" in _line(statement, source):
        return
    if all(dropped):
        whole = _whole_lines(statement, source)
        if whole and len(body) > 1:
            yield Edit(whole, "")
        return
    places = [_alias_span(alias, source) for alias in names]
    edits = []
    for index, place in enumerate(places):
        if not dropped[index]:
            continue
        if not all(dropped[index:]):
            edits.append(Edit(Span(place.start, places[index + 1].start), ""))
        else:
            edits.append(Edit(Span(places[_last_kept(dropped, index)].end, places[-1].end), ""))
            break
    text = source.segment(span)
    if "#" not in text:
        yield from edits


def _last_kept(dropped: Sequence[bool], before: int) -> int:
    return max(index for index in range(before) if not dropped[index])


def _alias_span(alias: ast.alias, source: Source) -> Span:
    start = source.lines.offset(alias.lineno, alias.col_offset)
    end = source.lines.offset(alias.end_lineno or alias.lineno, alias.end_col_offset or 0)
    return Span(start, end)


def _line(statement: ast.stmt, source: Source) -> str:
    lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    return "\n".join(source.lines.text(line) for line in lines)


def _whole_lines(statement: ast.stmt, source: Source) -> Span | None:
    """The lines of a statement with their ends; None when something else stands on them."""
    lines, last = source.lines, statement.end_lineno or statement.lineno
    span = source.span(statement)
    start = lines.start(statement.lineno)
    end = lines.start(last + 1) if last < len(lines) else len(source.text)
    around = source.text[start : span.start] + source.text[span.end : end]
    if around.strip():
        return None
    # No two blank lines in a row, and none at the top, where the import parted them.
    if not lines.text(statement.lineno - 1).strip() and last < len(lines):
        after = lines.text(last + 1)
        if not after.strip() and last + 2 <= len(lines) and lines.text(last + 2).strip():
            end = lines.start(last + 2)
    return Span(start, end)
