"""Blocks of a document that go on where earlier ones ended: what they use of those comes along.

An import, a function, a class or an assignment stands in the text of the later block on its own
lines, where that is blank. A name that two earlier blocks give different meanings has none: they
may show two ways to do it. So has one of a block with another indentation, whose columns differ.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from asynclint.fragments import Fragment
from asynclint.model import Finding
from asynclint.parsing import parse
from asynclint.positions import Lines

_BUILTINS = frozenset(dir(builtins))
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class _Statement(NamedTuple):
    """A statement of an earlier block: the names it reads, its first line and its lines."""

    reads: frozenset[str]
    first: int
    lines: tuple[str, ...]


_Known = dict[tuple[int, str], "_Statement | None"]


def continued(blocks: Iterable[Fragment]) -> Iterator[Fragment]:
    """The blocks of one document, those in Python with what they use of the ones before."""
    known: _Known = {}
    for block in blocks:
        body = _body(block)
        yield _with(block, body, known) if body else block
        for name, statement in _statements(block, body):
            if name in _BUILTINS:  # where it is used, the builtin is meant
                continue
            key = (block.indent, name)
            before = known.setdefault(key, statement)
            if before is None or before.lines != statement.lines:
                known[key] = None


def own(finding: Finding, block: Fragment) -> Finding | None:
    """A finding in a block itself, without a fix that reaches into another one."""
    if finding.start.line < block.first:
        return None
    start = Lines(block.text).start(block.first)
    if finding.fix and any(edit.span.start < start for edit in finding.fix.edits):
        return finding._replace(fix=None)
    return finding


def _body(block: Fragment) -> list[ast.stmt]:
    if not block.name.endswith(".py"):
        return []
    try:
        return parse(block.text).tree.body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _with(block: Fragment, body: list[ast.stmt], known: _Known) -> Fragment:
    lines = block.text.split("\n")
    bound = {name for statement in body for name in _bound(statement)}
    pending = [name for statement in body for name in _reads(statement)]
    seen = {*bound}
    while pending:
        name = pending.pop()
        statement = None if name in seen else known.get((block.indent, name))
        seen.add(name)
        if statement:
            start = statement.first - 1
            lines[start : start + len(statement.lines)] = statement.lines
            pending += statement.reads
    return block._replace(text="\n".join(lines))


def _statements(block: Fragment, body: list[ast.stmt]) -> Iterator[tuple[str, _Statement]]:
    """The names that statements with lines of their own bind, and what binds them."""
    lines = block.text.split("\n")
    ended = 0
    for index, node in enumerate(body):
        first = min((node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))))
        last = node.end_lineno or node.lineno
        is_alone = first > ended and (index + 1 == len(body) or body[index + 1].lineno > last)
        ended = last
        for name in _given(node) if is_alone else ():
            yield name, _Statement(frozenset(_reads(node)), first, tuple(lines[first - 1 : last]))


def _given(node: ast.stmt) -> Iterator[str]:
    """The names that a statement binds for the blocks below."""
    match node:
        case ast.Import() | ast.ImportFrom():
            yield from _bound(node)
        case ast.Assign(targets=[ast.Name(id=name)]):
            yield name
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            yield name
        case _ if isinstance(node, _DEFINITIONS):
            yield node.name


def _bound(statement: ast.stmt) -> Iterator[str]:
    """All names that something in a statement binds, wherever."""
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.alias(name=name, asname=other) if name != "*":
                yield other or name.partition(".")[0]
            case _ if isinstance(node, _DEFINITIONS):
                yield node.name


def _reads(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
