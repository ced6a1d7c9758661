"""Makes a program small that shows something: statements go while it still shows it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from programs.drafts import Files
from programs.writing import STEP

Shows = Callable[[Sequence[Files]], list[bool]]


class Cut(NamedTuple):
    """Lines to take out of a file, counted from 0, and the lines to put there."""

    path: str
    start: int
    end: int
    instead: tuple[str, ...]


def shrunk(files: Files, shows: Shows) -> Files:
    """The smallest program found for which `shows` still holds. `shows` answers for several
    programs at once, since running them one by one is slow."""
    while True:
        cuts = list(_cuts(files))
        smaller = [_without(files, [cut]) for cut in cuts]
        good = [cut for cut, holds in zip(cuts, shows(smaller), strict=True) if holds]
        if not good:
            return files
        # All that can go can rarely go together; ever fewer of them can, and the first can.
        parts = [good[: len(good) // divisor] for divisor in (1, 2, 4, 8) if len(good) >= divisor]
        attempts = [_without(files, part) for part in (*parts, good[:1])]
        attempts = [attempt for attempt in attempts if _parses(attempt)]
        files = next(a for a, holds in zip(attempts, shows(attempts), strict=True) if holds)


def shown(files: Files) -> str:
    """A program as one text, empty files left out."""
    return "\n".join(f"`{path}`:\n{text}" for path, text in sorted(files.items()) if text.strip())


def _parses(files: Files) -> bool:
    """Whether no block lost all of its statements, which a file that is not imported survives."""
    try:
        return all(ast.parse(text) for text in files.values())
    except SyntaxError:
        return False


def _cuts(files: Files) -> Iterator[Cut]:
    """What may be taken out: every statement, and all of one but its body."""
    for path, text in sorted(files.items()):
        lines = text.splitlines()
        tree = ast.parse(text)
        for parent in ast.walk(tree):
            for block in _blocks(parent):
                needs_pass = len(block) == 1 and not isinstance(parent, ast.Module)
                for statement in block:
                    yield from _of_statement(path, lines, statement, needs_pass)


def _of_statement(path: str, lines: list[str], node: ast.stmt, needs_pass: bool) -> Iterator[Cut]:
    decorators = getattr(node, "decorator_list", [])
    start = min(each.lineno for each in (node, *decorators)) - 1
    end = node.end_lineno or node.lineno
    indent = " " * node.col_offset
    if lines[start][: node.col_offset].strip():
        return  # it shares its line with what it belongs to
    if not (needs_pass and isinstance(node, ast.Pass)):
        yield Cut(path, start, end, (indent + "pass",) if needs_pass else ())
    if isinstance(node, (ast.If, ast.For, ast.With, ast.Try, ast.AsyncWith)):
        first, last = node.body[0].lineno - 1, node.body[-1].end_lineno
        if first > start:
            yield Cut(path, start, end, tuple(_dedented(lines[first:last])))


def _dedented(lines: list[str]) -> list[str]:
    return [line.removeprefix(STEP) for line in lines]


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list) and block:
            yield block


def _without(files: Files, cuts: Sequence[Cut]) -> Files:
    """The files after some cuts; a cut within another is not made."""
    changed = dict(files)
    for path in {cut.path for cut in cuts}:
        lines = files[path].splitlines()
        start = len(lines) + 1
        for cut in sorted((c for c in cuts if c.path == path), key=lambda c: (-c.end, c.start)):
            if cut.end <= start:
                lines[cut.start : cut.end] = cut.instead
                start = cut.start
        changed[path] = "".join(f"{line}\n" for line in lines if line.strip())
    return changed
