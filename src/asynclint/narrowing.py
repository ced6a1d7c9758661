"""What `isinstance` and `match` make certain of a name or attribute where they hold.

Known are `if isinstance(x, C):`, the same before `and`, `assert isinstance(x, C)`, a block that
leaves unless `isinstance(x, C)`, and `match x: case C():`. An assignment in between ends it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property

from asynclint.annotations import ANY, type_text
from asynclint.names import Names
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, Place, dotted

_CASE = re.compile(rb"\n[ \t]+case[ \t(\[{]")
_LEAVING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Narrowing:
    """The tests of one file."""

    def __init__(self, source: Source, names: Names) -> None:
        self._source = source
        self._names = names

    def text(self, expression: ast.expr) -> str:
        """The type text that a test around or before an expression gives it; "" without one.
        Where a test failed it is `ANY`: what is left of a union is not worked out."""
        key = dotted(expression)
        if not key or key not in self._tested:
            return ""
        for test, holds in self._tests(expression):
            text = self._asserted(test, key) if holds else self._denied(test, key)
            if text and not self._assigned_between(key, test, expression):
                return text
        return ""

    @cached_property
    def _tested(self) -> frozenset[str]:
        """What the file tests, so that most expressions are done with at once."""
        found: set[str] = set()
        if b"isinstance" in self._source.data:
            for node in self._names.survey.nodes[ast.Call]:
                match node:
                    case ast.Call(func=ast.Name(id="isinstance"), args=[tested, _]):
                        found.add(dotted(tested))
        if _CASE.search(self._source.data):
            trees = ast.walk(self._source.tree)
            found.update(dotted(node.subject) for node in trees if isinstance(node, ast.Match))
        return frozenset(found - {""})

    def _tests(self, expression: ast.expr) -> Iterator[tuple[ast.AST, bool]]:
        """Tests that hold or failed where an expression stands, nearest first; a `match_case`
        is one."""
        inner: ast.AST = expression
        outer = self._source.parents.get(inner)
        while outer is not None:
            match outer:
                case ast.If(test=test, body=body, orelse=orelse):
                    if inner in body or inner in orelse:
                        yield _positive(test, inner in body)
                case ast.While(test=test, body=body) if inner in body:
                    yield _positive(test, True)
                case ast.IfExp(test=test, body=value, orelse=other) if inner in (value, other):
                    yield _positive(test, value is inner)
                case ast.BoolOp(op=op, values=values) if inner in values:
                    for value in reversed(values[: values.index(inner)]):
                        yield _positive(value, isinstance(op, ast.And))
                case ast.match_case() if inner in outer.body:
                    yield outer, True
            if isinstance(inner, ast.stmt):
                yield from _before(inner, outer)
            if isinstance(outer, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
                return
            inner, outer = outer, self._source.parents.get(outer)

    def _denied(self, test: ast.AST, key: str) -> str:
        match test:
            case ast.BoolOp(op=ast.Or(), values=values):
                return next(filter(None, (self._denied(value, key) for value in values)), "")
            case ast.Call(func=ast.Name(id="isinstance"), args=[tested, _]):
                return ANY if dotted(tested) == key else ""
        return ""

    def _asserted(self, test: ast.AST, key: str) -> str:
        match test:
            case ast.BoolOp(op=ast.And(), values=values):
                return next(filter(None, (self._asserted(v, key) for v in values)), "")
            case ast.Call(func=ast.Name(id="isinstance"), args=[tested, cls]):
                return self._class_text(cls) if dotted(tested) == key else ""
            case ast.match_case(pattern=pattern):
                match_ = self._source.parents.get(test)
                if isinstance(match_, ast.Match) and dotted(match_.subject) == key:
                    return self._pattern_text(pattern)
        return ""

    def _class_text(self, cls: ast.expr) -> str:
        parts = cls.elts if isinstance(cls, ast.Tuple) else [cls]
        texts = [type_text(part, self._names) for part in parts]
        return " | ".join(texts) if texts and all(texts) else ""

    def _pattern_text(self, pattern: ast.pattern) -> str:
        match pattern:
            case ast.MatchAs(pattern=ast.pattern() as inner):
                return self._pattern_text(inner)
            case ast.MatchOr(patterns=patterns):
                texts = [self._pattern_text(each) for each in patterns]
                return " | ".join(texts) if all(texts) else ""
            case ast.MatchClass(cls=cls):
                return type_text(cls, self._names)
        return ""

    def _assigned_between(self, key: str, test: ast.AST, use: ast.expr) -> bool:
        """Whether something the key begins with is assigned after the test, as far as the
        text tells; a loop around both may lead from a later assignment to the use."""
        start = _place(test.pattern if isinstance(test, ast.match_case) else test)
        end = _place(use)
        stored = (self._stores.get(name, ()) for name in {key, key.partition(".")[0]})
        return any(start < place < end for places in stored for place in places)

    @cached_property
    def _stores(self) -> dict[str, list[Place]]:
        found: dict[str, list[Place]] = {}
        for node in self._source.parents:  # every node but the module, and rules ask for it too
            if isinstance(node, (ast.Name, ast.Attribute)) and not isinstance(node.ctx, ast.Load):
                found.setdefault(dotted(node), []).append(_place(node))
        return found


def _positive(test: ast.expr, holds: bool) -> tuple[ast.expr, bool]:
    """A test without the `not` before it."""
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, holds = test.operand, not holds
    return test, holds


def _before(statement: ast.stmt, outer: ast.AST) -> Iterator[tuple[ast.expr, bool]]:
    """What the statements before one in its block make sure of."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(outer, name, None)
        if isinstance(block, list) and statement in block:
            for earlier in reversed(block[: block.index(statement)]):
                match earlier:
                    case ast.Assert(test=test):
                        yield _positive(test, True)
                    case ast.If(test=test, body=[*_, last], orelse=[]) if isinstance(
                        last, _LEAVING
                    ):
                        yield _positive(test, False)


def _place(node: ast.AST) -> Place:
    return (getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
