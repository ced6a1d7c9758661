"""What a module is without the bodies of its functions.

What others ask about a module is mostly its outline: what it imports and defines, signatures,
bases, annotations, values at its top. As long as that stays, what is known of it elsewhere stays
too, wherever its lines move. What the bodies decide about a function (is it a generator, does it
give back what it decorates, is it a stub) belongs to the outline, and so do the names of all
attributes that are used, for a class may have them. `global` binds names of the module from
within: bodies with it are kept. Whoever rests on more says so (`Watch.read_whole`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from asynclint.attributes import read_or_set
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Function
from asynclint.wrapping import gives_back, is_stub, yields

_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


def outline(source: Source) -> bytes:
    """A digest of the outline of a file; empty where nobody has needed its tree yet."""
    if not source.is_parsed:
        return b""
    lines = source.data.splitlines()
    told = []
    for function in _outermost(source.tree):
        first, last = function.body[0].lineno, function.end_lineno or 0
        if any(b"global" in line for line in lines[first - 1 : last]):
            continue
        told.append(f"{gives_back(function)} {yields(function)} {is_stub(function)}")
        if first > function.lineno and not _is_shared(lines[first - 1], function.body[0]):
            lines[first - 1 : last] = [b""] * (last - first + 1)
    attributes = sorted(read_or_set(source.text))
    words = "\n".join([*told, *attributes]).encode("utf-8", "surrogateescape")
    kept = [line for line in lines if line.strip() and not line.lstrip().startswith(b"#")]
    return digest(b"\n".join([*kept, b"", words]))


def digest(data: bytes) -> bytes:
    """16 bytes that stand for some others."""
    import hashlib  # of use where a cache is

    return hashlib.blake2b(data, digest_size=16).digest()


def _outermost(tree: ast.Module) -> Iterator[Function]:
    """The functions of a module that are in no other function, methods too."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        for block in _BLOCKS:
            for statement in getattr(node, block, ()):
                if isinstance(statement, FUNCTIONS):
                    yield statement
                else:
                    pending.append(statement)


def _is_shared(line: bytes, statement: ast.stmt) -> bool:
    """Whether a line begins before the statement on it, as in a header of several lines."""
    return bool(line[: statement.col_offset].strip())
