"""From text to tree, also of files written for a newer Python than the one that runs.

Where Python gives up, `newer` looks for syntax that a newer one would read. In its place an older
one gets text of the same length, so that everything stays where it is, and in the tree comes what
the text stands for. Of 8,805 files of homeassistant 880 need it on Python 3.10 and 3.11.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from asynclint.parsing import newer
from asynclint.parsing.newer import Newer
from asynclint.positions import Lines


class Parsed(NamedTuple):
    """A tree, and what Python made it of: the text itself or what stands for it."""

    tree: ast.Module
    plain: str | bytes


def parse(source: str | bytes, decode: Callable[[], str] | None = None, flags: int = 0) -> Parsed:
    """The tree of a text, or of bytes that `decode` gives the text of; `flags` are the
    compiler's. Raises what `compile` does; a `SyntaxError` names the Python that is needed where
    that is known."""
    try:
        return Parsed(tree_of(source, flags), source)
    except SyntaxError:
        text = decode() if decode else str(source)
        found = newer.found(text, lambda part: parse(part).tree)
        if not found:
            raise
    return lowered(text, found, flags)


def lowered(text: str, found: Sequence[Newer], flags: int = 0) -> Parsed:
    """The tree of a text in which newer syntax was found; raises what `parse` does."""
    plain, lines = newer.lowered(text, found), Lines(text)
    try:
        tree = tree_of(plain, flags)
    except SyntaxError as error:
        raise _named(error, found, lines) from None
    if not text.isascii() and _size(plain) != _size(text):
        _move(tree, Lines(plain), lines)
    _restore(tree, found, lines)
    return Parsed(tree, plain)


def tree_of(source: str | bytes, flags: int = 0) -> ast.Module:
    """The tree that this Python makes; raises what `compile` does."""
    with warnings.catch_warnings():  # under -W error a bad escape would not parse
        warnings.simplefilter("ignore")
        tree = compile(source, "", "exec", ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    assert isinstance(tree, ast.Module)
    return tree


def _named(error: SyntaxError, found: Sequence[Newer], lines: Lines) -> SyntaxError:
    """The error, with the Python that reads the syntax it complains of."""
    for each in found:
        first, last = (lines.position(offset).line for offset in each.span)
        if first <= (error.lineno or 0) <= last:
            major, minor = each.needs
            error.msg = f"{error.msg} (needs Python {major}.{minor})"
            break
    return error


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _move(tree: ast.Module, there: Lines, here: Lines) -> None:
    """Blanks in the place of wide letters are as many letters and fewer bytes, which columns
    count: move nodes of one text to their places in the other."""
    node: Any
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            start = there.offset(node.lineno, node.col_offset)
            end = there.offset(node.end_lineno, node.end_col_offset)
            node.lineno, node.col_offset = here.place(start)
            node.end_lineno, node.end_col_offset = here.place(end)


def _restore(tree: ast.Module, found: Sequence[Newer], lines: Lines) -> None:
    """Put into a tree what the stand-ins stand for."""
    wanted = {(each.kind, each.at): each.restored for each in found}
    kinds = {kind for kind, _ in wanted}
    stack: list[ast.AST] = [tree]

    def restored(node: ast.AST) -> ast.AST:
        if node.__class__ in kinds:
            place = (node.__class__, _start(node, lines))
            node = wanted.get(place, _itself)(node)
        if not isinstance(node, ast.JoinedStr):  # what is new in one is restored already
            stack.append(node)
        return node

    while stack:
        node = stack.pop()
        for name in node._fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                value[:] = [restored(v) if isinstance(v, ast.AST) else v for v in value]
            elif isinstance(value, ast.AST):
                setattr(node, name, restored(value))


def _start(node: ast.AST, lines: Lines) -> int:
    assert isinstance(node, (ast.stmt, ast.expr, ast.excepthandler))
    return lines.offset(node.lineno, node.col_offset)


def _itself(node: ast.AST) -> ast.AST:
    return node
