"""Which bindings can be in force at a use, by the blocks both stand in."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterator
from typing import Any

import pytest

from asynclint.names import Names
from asynclint.reaching import Blocks
from asynclint.syntax import FUNCTIONS

# The numbers are those that `x` can hold where `use(x)` stands.
PROGRAMS = {
    "a straight line": ("x = 1\nx = 2\nuse(x)", {2}),
    "a condition": ("x = 1\nif a:\n    x = 2\nuse(x)", {1, 2}),
    "both branches": ("x = 1\nif a:\n    x = 2\nelse:\n    x = 3\nuse(x)", {1, 2, 3}),
    "inside the branch": ("x = 1\nif a:\n    x = 2\n    use(x)", {2}),
    "the other branch": ("if a:\n    x = 1\nelse:\n    x = 2\n    use(x)", {2}),
    "only the other branch": ("x = 3\nif a:\n    x = 1\nelse:\n    use(x)", {3}),
    "a loop": ("x = 1\nfor i in a:\n    use(x)\n    x = 2", {1, 2}),
    "a loop that binds first": ("x = 1\nfor i in a:\n    x = 2\n    use(x)", {2}),
    "after a loop": ("x = 1\nwhile a:\n    x = 2\nuse(x)", {1, 2}),
    "a loop in a loop": ("x = 1\nfor i in a:\n    for j in a:\n        use(x)\n    x = 2", {1, 2}),
    "a branch of a loop": (
        "for i in a:\n    if i:\n        x = 1\n    else:\n        use(x)",
        {1},
    ),
    "try": ("x = 1\ntry:\n    x = 2\nexcept E:\n    use(x)", {1, 2}),
    "after try": ("x = 1\ntry:\n    x = 2\nexcept E:\n    x = 3\nuse(x)", {1, 2, 3}),
    "finally": ("x = 1\ntry:\n    pass\nfinally:\n    x = 2\nuse(x)", {2}),
    "with": ("x = 1\nwith a:\n    x = 2\n    use(x)", {2}),
    "after with": ("x = 1\nwith a:\n    x = 2\nuse(x)", {1, 2}),
    "its own right side": ("x = 1\nx = use(x)", {1}),
    "cases": (
        "match a:\n    case 1:\n        x = 1\n    case 2:\n        x = 2\n        use(x)",
        {2},
    ),
}


@pytest.mark.parametrize(("text", "expected"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_the_bindings_that_reach_a_use(text: str, expected: set[int]) -> None:
    tree = ast.parse("def f(a):\n" + "".join(f"    {line}\n" for line in text.splitlines()))
    names = Names(tree, "app", "")
    function = tree.body[0]
    assert isinstance(function, FUNCTIONS)
    bindings = names.bindings(names.survey.scope_of(function)).names["x"]

    reaching = Blocks(function.body).reaching(bindings, _use(function))

    assert {_number(binding.value) for binding in reaching} == expected


@pytest.mark.parametrize(("text", "expected"), PROGRAMS.values(), ids=PROGRAMS.keys())
def test_no_more_than_what_really_reaches_it_is_expected(text: str, expected: set[int]) -> None:
    """The programs are run, with all that their conditions can be."""
    seen: set[int] = set()
    for answers in ([], [0], [1], [2], [0, 1], [1, 0, 1], [1, 1]):
        _run(text, answers, seen)

    assert seen <= expected


class Choice:
    """A condition, subject and iterable in one; never true for long."""

    def __init__(self, answers: list[int]) -> None:
        self._answers = answers
        self._left = iter(answers)

    def __bool__(self) -> bool:
        return bool(next(self._left, 0))

    def __iter__(self) -> Iterator[int]:
        return iter(self._answers)

    def __eq__(self, other: object) -> bool:
        return other in self._answers

    def __hash__(self) -> int:
        return 0

    def __enter__(self) -> None: ...

    def __exit__(self, *raised: object) -> None: ...


def _run(text: str, answers: list[int], seen: set[int]) -> None:
    def use(value: int) -> int:
        seen.add(value)
        return 9

    body = "".join(f"    {line}\n" for line in text.splitlines())
    space: dict[str, Any] = {"use": use, "E": ArithmeticError}
    exec(f"def f(a):\n{body}", space)
    with contextlib.suppress(UnboundLocalError):  # a branch was not taken
        space["f"](Choice(answers))


def _use(function: ast.AST) -> tuple[int, int]:
    for node in ast.walk(function):
        match node:
            case ast.Call(func=ast.Name(id="use"), args=[ast.Name() as name]):
                return name.lineno, name.col_offset
    raise AssertionError("nothing is used")


def _number(value: ast.expr | None) -> int:
    assert isinstance(value, ast.Constant)
    assert isinstance(value.value, int)
    return value.value
