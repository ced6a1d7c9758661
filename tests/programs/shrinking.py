"""Makes a program small that shows something: statements go while it still shows it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from programs.drafts import Files

Shows = Callable[[Sequence[Files]], list[bool]]


class Cut(NamedTuple):
    """A statement to take out, by its number in a file, or to be replaced by its body."""

    path: str
    number: int
    keeps_body: bool


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
        files = next(a for a, holds in zip(attempts, shows(attempts), strict=True) if holds)


def shown(files: Files) -> str:
    """A program as one text, files without statements left out."""
    return "\n".join(
        f"`{path}`:\n{text}" for path, text in sorted(files.items()) if text.strip() != "pass"
    )


def _cuts(files: Files) -> Iterable[Cut]:
    """All statements, the outermost first."""
    for path in sorted(files):
        for number, statement in enumerate(_statements(ast.parse(files[path]))):
            if isinstance(statement, ast.Pass):
                continue
            yield Cut(path, number, keeps_body=False)
            if isinstance(statement, (ast.If, ast.For, ast.With, ast.Try, ast.AsyncWith)):
                yield Cut(path, number, keeps_body=True)


def _without(files: Files, cuts: Sequence[Cut]) -> Files:
    changed = dict(files)
    for path in {cut.path for cut in cuts}:
        tree = ast.parse(files[path])
        here = {cut.number: cut.keeps_body for cut in cuts if cut.path == path}
        marked = {
            statement: here[number]
            for number, statement in enumerate(_statements(tree))
            if number in here
        }
        _cut(tree, marked)
        changed[path] = ast.unparse(tree) + "\n"
    return changed


def _cut(node: ast.AST, marked: dict[ast.stmt, bool]) -> None:
    """Take marked statements out of all blocks of a tree."""
    for child in ast.iter_child_nodes(node):
        _cut(child, marked)
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            kept = [each for statement in block for each in _kept(statement, marked)]
            needed = [each for each in kept if not isinstance(each, ast.Pass)]
            setattr(node, name, needed or ([ast.Pass()] if block else []))


def _kept(statement: ast.stmt, marked: dict[ast.stmt, bool]) -> list[ast.stmt]:
    if statement not in marked:
        return [statement]
    return list(getattr(statement, "body", [])) if marked[statement] else []


def _statements(tree: ast.Module) -> list[ast.stmt]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]
