"""Source with faults put in, each in one of many spellings: what only the spelling hides from a
shortcut is found when the same run without the shortcut finds more.

An `await` goes, or the name before a task, and what is left is spelled in one of the ways of
`spelling`; imports get other names; lines with faults of their own are planted. The same text and
seed give the same faults, what comes out parses if what went in did, and text that does not parse
stays as it is.
"""

from __future__ import annotations

import ast
import re
import shutil
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from spelling import PLANTED, SPELLINGS, WITHIN

# How many of the places there are get a fault.
_STATEMENTS, _WITHIN, _PLANTED, _RENAMED, _BLOCKS = 0.5, 0.15, 0.1, 0.5, 0.2
_TASKS = frozenset({"create_task", "ensure_future", "start_soon", "run_coroutine_threadsafe"})


class Edit(NamedTuple):
    """Bytes to put in the place of others."""

    start: int
    end: int
    new: bytes


def mutate_tree(source: Path, target: Path, seed: int) -> int:
    """Write a tree anew with faults in its Python files; how many files have some."""
    shutil.copytree(source, target)
    changed = 0
    for path in sorted(target.rglob("*.py")):
        data = path.read_bytes()
        new = mutated(data, f"{seed} {path.relative_to(target).as_posix()}")
        if new != data:
            path.write_bytes(new)
            changed += 1
    return changed


def mutated(data: bytes, seed: str) -> bytes:
    """Some source with faults in it."""
    rng = Random(seed)
    # Other encodings would need other offsets.
    if re.match(rb"\xef\xbb\xbf|(?:.*\n)?#.*coding[:=]", data):
        return data
    for change in (_renamed, _faulty):
        tree = _parsed(data)
        if tree is None:
            return data
        data = _edited(data, list(_disjoint(change(_Text(data), tree, rng))))
    return data


class _Text:
    """Source, and where its nodes are in it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", data))]

    def span(self, node: ast.AST) -> tuple[int, int]:
        start = self._starts[node.lineno - 1] + node.col_offset  # type: ignore[attr-defined]
        end = self._starts[node.end_lineno - 1] + node.end_col_offset  # type: ignore[attr-defined]
        return start, end

    def of(self, node: ast.AST) -> bytes:
        start, end = self.span(node)
        return self.data[start:end]

    def indent(self, offset: int) -> bytes | None:
        """The blanks before an offset; None when something else is before it on its line."""
        start = self._starts[bisect_right(self._starts, offset) - 1]
        before = self.data[start:offset]
        return None if before.strip() else before


def _renamed(text: _Text, tree: ast.Module, rng: Random) -> Iterator[Edit]:
    """`import a` as `import a as a_` and `from a import b` as `from a import b as b_`, with all
    that is called so, whatever it means there."""
    others: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                plain = alias.asname is None and alias.name.isidentifier()
                if plain and rng.random() < _RENAMED:
                    others.setdefault(alias.name, f"{alias.name}_{rng.randrange(10)}")
                    new = f"{alias.name} as {others[alias.name]}".encode()
                    yield Edit(*text.span(alias), new)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in others:
            yield Edit(*text.span(node), others[node.id].encode())


def _faulty(text: _Text, tree: ast.Module, rng: Random) -> Iterator[Edit]:
    """Faults in statements, within expressions, in blocks, and lines that are planted."""
    whole: set[ast.AST] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Await(value=value)):
                whole.add(node.value)
                if rng.random() < _STATEMENTS:
                    yield Edit(*text.span(node), _spelled(text, node, value, rng))
            case ast.Assign(targets=[ast.Name()], value=ast.Call() as call) if _makes_task(call):
                if rng.random() < _STATEMENTS:
                    yield Edit(*text.span(node), _spelled(text, node, call, rng))
            case ast.Await() if node not in whole and rng.random() < _WITHIN:
                yield Edit(*text.span(node), rng.choice(WITHIN)(text.of(node.value)))
            case ast.AsyncWith() | ast.AsyncFor() if rng.random() < _BLOCKS:
                yield from _without_async(text, node)
            case ast.AsyncFunctionDef() if rng.random() < _PLANTED:
                yield from _planted(text, node, rng)


def _makes_task(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _TASKS
    return False


def _without_async(text: _Text, block: ast.AsyncWith | ast.AsyncFor) -> Iterator[Edit]:
    start, _ = text.span(block)
    keyword = re.compile(rb"async[ \t]+").match(text.data, start)
    if keyword:
        yield Edit(start, keyword.end(), b"")


def _planted(text: _Text, function: ast.AsyncFunctionDef, rng: Random) -> Iterator[Edit]:
    """A line before the last statement of a function."""
    start, _ = text.span(function.body[-1])
    indent = text.indent(start)
    if indent is not None:
        line = rng.choice(PLANTED).replace(b"\n", b"\n" + indent)
        yield Edit(start, start, line + b"\n" + indent)


def _spelled(text: _Text, statement: ast.stmt, call: ast.expr, rng: Random) -> bytes:
    """What a statement computes, alone, in some spelling that is possible there."""
    plain = text.of(call)
    parts = _parts(text, call)
    indent = text.indent(text.span(statement)[0])
    spell: Callable[[bytes, tuple[bytes, bytes], bytes | None], bytes | None]
    for spell in rng.sample(SPELLINGS, len(SPELLINGS)):
        new = spell(plain, parts, indent)
        if new is not None:
            return new
    return plain


def _parts(text: _Text, call: ast.expr) -> tuple[bytes, bytes]:
    """What is called up to its last dot, and the rest; all and nothing when there is none."""
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        start, end = text.span(call)
        _, cut = text.span(call.func.value)
        rest = text.data[cut:end]
        # A comment or bracket in between would have to stay where it is.
        if re.match(rb"\.\w", rest):
            return text.data[start:cut], rest[1:]
    return text.of(call), b""


def _disjoint(edits: Iterator[Edit]) -> Iterator[Edit]:
    """Edits in order, without those that touch an earlier one."""
    end = -1
    for edit in sorted(edits):
        if edit.start >= end:
            yield edit
            end = max(edit.end, edit.start + 1)


def _edited(data: bytes, edits: list[Edit]) -> bytes:
    """The source with all edits that leave it parsing: with halves of them where all do not."""
    new = _with(data, edits)
    if _parsed(new) is not None or not edits:
        return new
    kept = _kept(data, edits)
    new = _with(data, kept)
    return data if _parsed(new) is None else new


def _kept(data: bytes, edits: list[Edit]) -> list[Edit]:
    if _parsed(_with(data, edits)) is not None:
        return edits
    if len(edits) == 1:
        return []
    half = len(edits) // 2
    return _kept(data, edits[:half]) + _kept(data, edits[half:])


def _with(data: bytes, edits: list[Edit]) -> bytes:
    pieces, last = [], 0
    for edit in edits:
        pieces += [data[last : edit.start], edit.new]
        last = edit.end
    return b"".join([*pieces, data[last:]])


def _parsed(data: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
