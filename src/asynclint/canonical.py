"""The view of a file that patterns are matched on: every imported name is spelled out in full.

`from asyncio import sleep as nap; nap(1)` reads `asyncio.sleep(1)`, and a parameter that only
looks like the module `asyncio` reads as something no pattern mentions. Import statements stay.
Every place in the view maps back to the author's text, so reports and fixes quote the author.
"""

from __future__ import annotations

import ast
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from asynclint.bindings import Kind
from asynclint.model import Edit, Span
from asynclint.names import LOCALS, Names
from asynclint.parsing.concrete import parsable
from asynclint.source import Source
from asynclint.syntax import PLAIN

# Before 3.12 the places of expressions in f-strings are wrong (PEP 701).
FSTRINGS_HAVE_PLACES = sys.version_info >= (3, 12)

# What holds no names.
_NAMELESS = PLAIN | {ast.Constant, ast.alias, ast.Pass}


class Vocabulary(NamedTuple):
    """What some patterns spell out: all their words, and the words that name a module or a
    builtin, where another thing of the same name must not match."""

    words: frozenset[str]
    modules: frozenset[str]


class View:
    """The canonical text of a file. Offsets are code points, here and there."""

    def __init__(self, text: str, edits: Iterable[Edit] = ()) -> None:
        parts, at, shift = [], 0, 0
        self._pieces: list[tuple[Span, Span]] = []
        for (start, end), spelled in sorted(edits):
            parts += [text[at:start], spelled]
            here = Span(start + shift, start + shift + len(spelled))
            self._pieces.append((here, Span(start, end)))
            at, shift = end, shift + len(spelled) - (end - start)
        self.text = "".join([*parts, text[at:]])
        self._starts = [here.start for here, _ in self._pieces]

    def author(self, span: Span) -> Span:
        """The author's text behind a span of the view; a respelled name counts as a whole."""
        return Span(self._start(span.start), self._end(span.end))

    def _start(self, offset: int) -> int:
        index = bisect_right(self._starts, offset) - 1
        if index < 0:
            return offset
        here, there = self._pieces[index]
        return there.start if offset < here.end else offset - here.end + there.end

    def _end(self, offset: int) -> int:
        index = bisect_left(self._starts, offset) - 1
        if index < 0:
            return offset
        here, there = self._pieces[index]
        return there.end if offset <= here.end else offset - here.end + there.end


def canonical(
    source: Source, names: Names, full_name: Callable[[ast.expr], str], vocabulary: Vocabulary
) -> View:
    """The view of a file. `full_name` follows an expression through the project.

    Raises `BadSource` when the file has no tree.
    """
    chains, bound = _chains(source.tree)
    speller = _Speller(names, full_name, vocabulary)
    edits = []
    for chain in chains:
        head = chain.head.id
        if head not in bound and head not in vocabulary.modules and not names.stars:
            continue
        spelled = speller.spell(chain)
        edit = _edit(source, *spelled) if spelled else None
        if edit:
            edits.append(edit)
    return View(parsable(source.text), edits)


class _Chain(NamedTuple):
    """A name, and the expressions it starts, longest first: `a.b.c`, `a.b`, `a`."""

    head: ast.Name
    prefixes: list[ast.expr]


def _chains(tree: ast.Module) -> tuple[list[_Chain], set[str]]:
    """All names that are read, and the names that an import or a plain assignment binds."""
    chains: list[_Chain] = []
    bound: set[str] = set()
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, (ast.Name, ast.Attribute)):
            prefixes, innermost = _prefixes(node)
            if not isinstance(innermost, ast.Name):
                stack.append(innermost)
            elif isinstance(innermost.ctx, ast.Load):
                chains.append(_Chain(innermost, prefixes))
            continue
        if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assign)):
            bound.update(_bound(node))
        elif isinstance(node, ast.JoinedStr) and not FSTRINGS_HAVE_PLACES:
            continue
        for value in node.__dict__.values():  # half the time of ast.iter_child_nodes
            if value.__class__ is list:
                stack.extend([item for item in value if item.__class__ not in _NAMELESS])
            elif value.__class__ not in _NAMELESS and isinstance(value, ast.AST):
                stack.append(value)
    return chains, bound


def _bound(node: ast.Import | ast.ImportFrom | ast.Assign) -> Iterator[str]:
    if not isinstance(node, ast.Assign):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node.value, (ast.Name, ast.Attribute)):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def _prefixes(node: ast.Name | ast.Attribute) -> tuple[list[ast.expr], ast.expr]:
    prefixes: list[ast.expr] = []
    current: ast.expr = node
    while isinstance(current, ast.Attribute):
        if isinstance(current.ctx, ast.Load):
            prefixes.append(current)
        current = current.value
    return [*prefixes, current], current


class _Speller:
    def __init__(
        self, names: Names, full_name: Callable[[ast.expr], str], vocabulary: Vocabulary
    ) -> None:
        self._names = names
        self._full_name = full_name
        self._vocabulary = vocabulary

    def spell(self, chain: _Chain) -> tuple[ast.expr, str] | None:
        """The part of a chain to replace and what it reads in the view; None to keep it."""
        raw = self._names.resolve(chain.head)
        name = next(iter(raw)) if len(raw) == 1 else ""
        if name.startswith("builtins."):
            return None
        if not name or name.startswith("*."):
            agreed = self._followed(chain, "") if raw else None
            return agreed or self._disguised(chain.head)
        if self._is_own(chain.head, name):
            return self._disguised(chain.head)
        words = self._vocabulary.words
        spelled = {name.rpartition(".")[2], *_attributes(chain)}
        followed = self._followed(chain, name) if words & spelled else None
        return followed or (None if name == chain.head.id else (chain.head, name))

    def _followed(self, chain: _Chain, name: str) -> tuple[ast.expr, str] | None:
        """The longest prefix that the project knows under another full name than the text's."""
        attributes = _attributes(chain)
        for prefix in chain.prefixes:
            full = self._full_name(prefix)
            if full and full != ".".join([name, *attributes]):
                return prefix, full
            attributes = attributes[:-1]
        return None

    def _is_own(self, head: ast.Name, name: str) -> bool:
        """Whether a full name is of something this file defines."""
        if LOCALS in name:
            return True
        found = self._names.binding(head)
        imported = found and any(binding.kind is Kind.IMPORT for binding in found[1])
        return not imported and name.startswith(f"{self._names.module}.")

    def _disguised(self, head: ast.Name) -> tuple[ast.expr, str] | None:
        """What looks like a module and is something else; a name nobody binds is the module."""
        known = self._names.binding(head) or self._names.stars
        if not known or head.id not in self._vocabulary.modules:
            return None
        return head, f"_{head.id}_of_this_file"


def _attributes(chain: _Chain) -> list[str]:
    return [p.attr for p in reversed(chain.prefixes) if isinstance(p, ast.Attribute)]


def _edit(source: Source, node: ast.expr, spelled: str) -> Edit | None:
    """The replacement, if the text in the node's place is the node."""
    span = source.span(node)
    text = "".join(source.segment(span).split())
    return Edit(span, spelled) if text == ast.unparse(node) else None
