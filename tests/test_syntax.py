"""Walks that leave out what nobody asks about find the same as walks that do not."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from asynclint.names import Names
from asynclint.source import Source
from asynclint.syntax import FUNCTIONS, statements, within
from asynclint.wrapping import yields

FILES = ("checks/tasks", "faces/lsp", "flow")
EVERYTHING = """
async def f(a, *, b=1):
    try:
        with a as self.x, b: pass
    except ValueError as error:
        for self.y in a:
            while b: c = 1
            else: self.z = 2
        else:
            pass
    else:
        if a: d = 1
        elif b: e = 2
    finally:
        async for i in a: async_ = [j async for j in i]
    match a:
        case 1 if b: yield 1
        case _:
            async with a: pass
    @b
    def inner(x=(yield)):
        hidden = 1
    class Inner(a):
        hidden = 2
    g = lambda: (yield)
"""


def sources(checkout: Path) -> list[Source]:
    paths = [p for f in FILES for p in sorted((checkout / "src/asynclint" / f).glob("*.py"))]
    assert len(paths) > 40
    return [*(Source(str(p), p.read_bytes()) for p in paths), Source("a.py", EVERYTHING.encode())]


def functions(source: Source) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(source.tree) if isinstance(node, FUNCTIONS)]


def test_statements_are_those_among_all_nodes(checkout: Path) -> None:
    for source in sources(checkout):
        for function in functions(source):
            expected = [n for n in within(function) if isinstance(n, ast.stmt)]
            expected.remove(function)

            found = list(statements(function))

            assert len(found) == len(expected)
            assert set(found) == set(expected)


def test_every_node_has_its_parent(checkout: Path) -> None:
    # Python has one of each of these for all trees.
    shared = (ast.expr_context, ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
    for source in sources(checkout):
        for parent in ast.walk(source.tree):
            for child in ast.iter_child_nodes(parent):
                if not isinstance(child, shared):
                    assert source.parents[child] is parent


def test_asked_again_a_function_is_the_generator_it_was(checkout: Path) -> None:
    for source in sources(checkout):
        for function in functions(source):
            kinds = (ast.Yield, ast.YieldFrom)
            expected = any(isinstance(node, kinds) for node in within(function))

            assert [yields(function), yields(function)] == [expected, expected]


@pytest.mark.parametrize("backwards", [False, True])
def test_names_mean_the_same_in_whatever_order_they_are_asked(
    checkout: Path, backwards: bool
) -> None:
    for source in sources(checkout):
        nodes = [n for n in ast.walk(source.tree) if isinstance(n, (ast.Name, ast.Attribute))]
        nodes = nodes[::-1] if backwards else nodes
        names = Names(source.tree, "m", "")

        found = [names.resolve(node) for node in nodes]

        assert found == [Names(source.tree, "m", "", names.survey).resolve(n) for n in nodes]
