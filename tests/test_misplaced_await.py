"""Python itself says where `await` and `yield` may stand: the rule must agree in every nest."""

from __future__ import annotations

import ast
import itertools
import sys
from pathlib import Path
from textwrap import indent

import pytest
from asking import context, write

from asynclint.checks.coroutines.misplaced_await_or_yield import RULE

# Each holds an expression, or a statement where it says so.
HOLDERS = {
    "expression": "({})",
    "list": "[{} for x in xs]",
    "dict": "{{x: {} for x in xs}}",
    "generator": "({} for x in xs)",
    "first iterable": "[x for x in {}]",
    "first iterable of a generator": "(x for x in {})",
    "second iterable": "[y for x in xs for y in {}]",
    "condition": "(x for x in xs if {})",
    "lambda": "(lambda: {})",
    "lambda default": "(lambda x={}: x)",
    "f-string": "f'{{{}}}'",
}
BLOCKS = {
    "module": "{}",
    "def": "def f():\n{}",
    "async def": "async def f():\n{}",
    "class": "class C:\n{}",
    "def in async def": "async def f():\n    def g():\n    {}",
    "class in async def": "async def f():\n    class C:\n    {}",
    "async def in def": "def f():\n    async def g():\n    {}",
}
LEAVES = ["(await a)", "(yield)", "(yield from a)", "[x async for x in xs]", "(x async for x in a)"]
STATEMENTS = [
    "async for x in xs: pass",
    "async with a: pass",
    "def g(x=await a): pass",
    "class D(await a): pass",
    "@(await a)\ndef g(): pass",
    "x: (await a) = 1",
]


@pytest.mark.parametrize("block", BLOCKS)
def test_it_finds_exactly_what_python_refuses(block: str, tmp_path: Path) -> None:
    programs = [BLOCKS[block].format(indent(text, "    ")) for text in _contents()]
    if block == "module":
        programs = list(_contents())

    wrong = [program for program in programs if not _agrees(program, tmp_path)]

    assert len(programs) > 500
    assert wrong == []


def _contents() -> list[str]:
    nests = itertools.product(HOLDERS.values(), HOLDERS.values(), LEAVES)
    return [outer.format(inner.format(leaf)) for outer, inner, leaf in nests] + STATEMENTS


def _agrees(program: str, folder: Path) -> bool:
    """An annotation and, before Python 3.11, comprehensions in others are known limits."""
    try:
        ast.parse(program)
    except SyntaxError:
        return True
    found, refused = _is_found(program, folder), _is_refused(program)
    certain = sys.version_info >= (3, 11) and "x: (await" not in program
    return found == refused if certain else refused or not found


def _is_refused(program: str) -> bool:
    try:
        compile(program, "program", "exec")
    except SyntaxError:
        return True
    return False


def _is_found(program: str, folder: Path) -> bool:
    write(folder, {"program.py": program})
    ctx = context(folder, "program.py")
    ctx.rule = RULE
    nodes = (node for node in ast.walk(ctx.source.tree) if isinstance(node, RULE.visits))
    return any(finding for node in nodes for finding in RULE.check(node, ctx))
